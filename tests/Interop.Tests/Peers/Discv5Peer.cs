using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Consensoor.Interop.Tests.Peers;

/// <summary>A node of `@chainsafe/discv5` in a process of its own, told what to do by lines of JSON.</summary>
internal sealed class Discv5Peer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private Discv5Peer(Process process) => _process = process;

    public string Record { get; private set; } = "";

    public string NodeId { get; private set; } = "";

    public static async Task<Discv5Peer> StartAsync(params string[] bootRecords)
    {
        var peer = new Discv5Peer(Process.Start(new ProcessStartInfo("node", ["peer.mjs", .. bootRecords])
        {
            WorkingDirectory = NpmPeer.Install("discv5"),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!);
        var first = await peer.ReadAsync();
        (peer.Record, peer.NodeId) = ((string)first["record"]!, (string)first["nodeId"]!);
        return peer;
    }

    /// <summary>Has it do something, and gives what it answers; fails where it says that it failed.</summary>
    public async Task<JsonNode> DoAsync(object command)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(command));
        await _process.StandardInput.FlushAsync();
        var answer = await ReadAsync();
        Assert.True(answer["failed"] is null, answer["failed"]?.ToString());
        return answer["answer"]!;
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private async Task<JsonNode> ReadAsync()
    {
        var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        Assert.NotNull(line);
        return JsonNode.Parse(line)!;
    }
}
