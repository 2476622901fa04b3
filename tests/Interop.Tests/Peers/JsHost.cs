using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Consensoor.Interop.Tests.Peers;

/// <summary>A js-libp2p host in a process of its own, told what to do by lines of JSON.</summary>
internal sealed class JsHost : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _errors = new();

    private JsHost(Process process) => _process = process;

    public string Address { get; private set; } = "";

    public string Peer { get; private set; } = "";

    /// <summary>What it wrote about errors, each of which it survived.</summary>
    public string Errors => string.Join('\n', _errors);

    public static async Task<JsHost> StartAsync(string muxer, string key, string package = "js")
    {
        var folder = NpmPeer.Install(package);
        var host = new JsHost(Process.Start(new ProcessStartInfo("node", $"peer.mjs {muxer} {key}")
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!);
        host._process.ErrorDataReceived += (_, line) => host._errors.Enqueue(line.Data ?? "");
        host._process.BeginErrorReadLine();
        var first = await host.ReadAsync();
        (host.Address, host.Peer) = ((string)first["listens"]!, (string)first["peer"]!);
        return host;
    }

    /// <summary>Has it do something, and gives what it answers; fails where it says that it failed.</summary>
    public async Task<JsonNode> DoAsync(object command)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(command));
        await _process.StandardInput.FlushAsync();
        var answer = await ReadAsync();
        Assert.True(answer["failed"] is null, answer["failed"]?.ToString());
        return answer;
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
