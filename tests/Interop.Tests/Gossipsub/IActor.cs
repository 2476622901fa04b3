namespace Consensoor.Interop.Tests.Gossipsub;

/// <summary>Whoever takes part in a simulated network: a node with a router, or somebody who behaves as no node should.</summary>
internal interface IActor
{
    string Id { get; }

    void Connected(string peer, bool isOutbound);

    void Disconnected(string peer);

    void Receive(string peer, ReadOnlyMemory<byte> rpc);
}
