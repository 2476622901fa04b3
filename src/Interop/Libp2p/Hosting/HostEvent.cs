using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Multiaddrs;

namespace Consensoor.Interop.Libp2p.Hosting;

/// <summary>What happened on a connection of a host; the peer is null before it proved who it is.</summary>
public sealed record HostEvent(long Connection, bool IsInbound, Multiaddr Remote, PeerId? Peer, ConnectionEvent What)
{
    /// <summary>What the machine of a connection told, which has its number.</summary>
    public static HostEvent Of(Connection machine, ConnectionEvent what) =>
        new(machine.Number, !machine.IsDialer, machine.Remote, machine.Peer, what);

    /// <summary>That a connection could not be made, and why, where the transport says so.</summary>
    public static HostEvent Failed(DialOrder order, string? problem = null) => new(
        order.Connection,
        false,
        order.Address,
        order.Peer,
        new ConnectionEvent.Closed(new ConnectionClose(CloseReason.LinkFailed) { Link = problem }));
}
