using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Consensoor.Interop.Tests.Peers;

/// <summary>The `peer.mjs` of a package in a process of its own, told what to do by lines of JSON, each answered by one line.</summary>
internal sealed class PeerProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _errors = new();

    private PeerProcess(Process process) => _process = process;

    /// <summary>What it wrote about errors so far.</summary>
    public string Errors => string.Join('\n', _errors);

    /// <summary>Starts it, and gives its first line with it.</summary>
    public static async Task<(PeerProcess Peer, JsonNode First)> StartAsync(string package, params string[] args)
    {
        var peer = new PeerProcess(Process.Start(new ProcessStartInfo("node", ["peer.mjs", .. args])
        {
            WorkingDirectory = NpmPeer.Install(package),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!);
        peer._process.ErrorDataReceived += (_, line) => peer._errors.Enqueue(line.Data ?? "");
        peer._process.BeginErrorReadLine();
        try
        {
            return (peer, await peer.ReadAsync());
        }
        catch
        {
            peer.Dispose();
            throw;
        }
    }

    /// <summary>Has it do something, and gives its line; fails where it says that it failed.</summary>
    public async Task<JsonNode> DoAsync(object command)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(command));
        await _process.StandardInput.FlushAsync();
        var line = await ReadAsync();
        Assert.True(line["failed"] is null, line["failed"]?.ToString());
        return line;
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private async Task<JsonNode> ReadAsync()
    {
        string? line;
        try
        {
            line = await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"peer.mjs said nothing: {Errors}");
        }

        if (line is null)
        {
            await _process.WaitForExitAsync().WaitAsync(Patience);
            Assert.Fail($"peer.mjs ended with {_process.ExitCode}: {Errors}");
        }

        return JsonNode.Parse(line)!;
    }
}
