using System.Text.Json.Nodes;

namespace Consensoor.Interop.Tests.Peers;

/// <summary>A node of `@chainsafe/discv5` in a process of its own.</summary>
internal sealed class Discv5Peer : IDisposable
{
    private readonly PeerProcess _process;

    private Discv5Peer(PeerProcess process, JsonNode first)
    {
        _process = process;
        (Record, NodeId) = ((string)first["record"]!, (string)first["nodeId"]!);
    }

    public string Record { get; }

    public string NodeId { get; }

    public static async Task<Discv5Peer> StartAsync(params string[] bootRecords)
    {
        var (peer, first) = await PeerProcess.StartAsync("discv5", bootRecords);
        return new Discv5Peer(peer, first);
    }

    /// <summary>Has it do something, and gives what it answers; fails where it says that it failed.</summary>
    public async Task<JsonNode> DoAsync(object command) => (await _process.DoAsync(command))["answer"]!;

    public void Dispose() => _process.Dispose();
}
