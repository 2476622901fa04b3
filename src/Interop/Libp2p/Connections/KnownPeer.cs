using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Multiaddrs;

namespace Consensoor.Interop.Libp2p.Connections;

/// <summary>A peer that may be dialled: where, and when next.</summary>
internal sealed class KnownPeer(PeerId peer)
{
    public PeerId Peer { get; } = peer;

    public PeerStanding Standing { get; set; }

    public IReadOnlyList<Multiaddr> Addresses { get; set; } = [];

    /// <summary>Failures in a row.</summary>
    public int Failures { get; set; }

    public DateTimeOffset NextDial { get; set; }

    /// <summary>The address whose turn it is: after a failure the next.</summary>
    public Multiaddr Address => Addresses[Failures % Addresses.Count];

    /// <summary>The address over TCP of the same host, where the turn is one's over QUIC: UDP may be shut on the way.</summary>
    public Multiaddr? Next => Address.QuicEndPoint is { } end
        ? Addresses.FirstOrDefault(address => address.TcpEndPoint is { } tcp && tcp.Address.Equals(end.Address)) : null;
}
