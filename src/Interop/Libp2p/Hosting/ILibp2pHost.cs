using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Multiaddrs;

namespace Consensoor.Interop.Libp2p.Hosting;

/// <summary>
/// A libp2p host, whatever carries its bytes: it listens, dials whom its manager says, and drives the machines of connections. What happens
/// on them is told as <see cref="HostEvent"/>, those of one connection in order; who is told must not wait.
/// </summary>
public interface ILibp2pHost : IAsyncDisposable
{
    /// <summary>Where the host listens.</summary>
    IReadOnlyList<Multiaddr> ListenAddresses { get; }

    /// <summary>Listens at an address; throws LinkException where that cannot be.</summary>
    Multiaddr Listen(Multiaddr address);

    /// <summary>Learns of a peer, to be dialled when there is room; false where it cannot be.</summary>
    bool Learn(PeerId peer, IReadOnlyList<Multiaddr> addresses, PeerStanding standing);

    /// <summary>Bans a peer for a time, and ends its connection.</summary>
    void Ban(PeerId peer, TimeSpan time);

    /// <summary>Does something with a connection's machine, and what follows from it; false where there is none of the number.</summary>
    bool Do(long connection, Action<Connection, DateTimeOffset> action);

    /// <summary>Ends a connection, for a reason; false where there is none of the number.</summary>
    bool Disconnect(long connection, CloseReason reason);
}
