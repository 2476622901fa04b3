using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Multiaddrs;

namespace Consensoor.Interop.Libp2p.Hosting;

/// <summary>What happened on a connection of a host; the peer is null before it proved who it is.</summary>
public sealed record HostEvent(long Connection, bool IsInbound, Multiaddr Remote, PeerId? Peer, ConnectionEvent What);
