using System.Text.Json.Nodes;

namespace Consensoor.Interop.Tests.Peers;

/// <summary>A js-libp2p host in a process of its own.</summary>
internal sealed class JsHost : IDisposable
{
    private readonly PeerProcess _process;

    private JsHost(PeerProcess process, JsonNode first)
    {
        _process = process;
        (Address, Peer) = ((string)first["listens"]!, (string)first["peer"]!);
    }

    public string Address { get; }

    public string Peer { get; }

    /// <summary>What it wrote about errors, each of which it survived.</summary>
    public string Errors => _process.Errors;

    public static async Task<JsHost> StartAsync(string muxer, string key, string package = "js")
    {
        var (peer, first) = await PeerProcess.StartAsync(package, muxer, key);
        return new JsHost(peer, first);
    }

    /// <summary>Has it do something, and gives what it answers; fails where it says that it failed.</summary>
    public Task<JsonNode> DoAsync(object command) => _process.DoAsync(command);

    public void Dispose() => _process.Dispose();
}
