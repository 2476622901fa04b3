using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Multiaddrs;

namespace Consensoor.Interop.Libp2p.Connections;

/// <summary>A connection that is to be made, under its number, with whom, and where.</summary>
public readonly record struct DialOrder(long Connection, PeerId Peer, Multiaddr Address)
{
    /// <summary>Where it is tried next where the address gives no link: over TCP at the same host, behind QUIC; null for nowhere.</summary>
    public Multiaddr? Next { get; init; }
}
