using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Multiaddrs;
using Consensoor.Interop.Wire;

namespace Consensoor.Actors.Network.Wire;

/// <summary>An open connection as the wire's actor knows it.</summary>
internal sealed class WireLink(long connection, PeerId peer, Multiaddr remote, bool isInbound)
{
    public long Connection => connection;

    public PeerId Peer => peer;

    public string Name { get; } = peer.ToString();

    public Multiaddr Remote => remote;

    public bool IsInbound => isInbound;

    /// <summary>The peer's program, of those that are known.</summary>
    public string Client { get; set; } = PeerClients.Of(null);

    /// <summary>Where the peer says that it listens; empty before it has.</summary>
    public IReadOnlyList<Multiaddr> Listens { get; set; } = [];

    /// <summary>Where it listens over TCP: where it was dialled, or at that IP address by its own word; null where none is known.</summary>
    public Multiaddr? TcpAddress => remote.TcpEndPoint is not null
        ? remote
        : Listens.FirstOrDefault(at => at.TcpEndPoint is { Port: > 0 } tcp && tcp.Address.Equals(remote.LinkEndPoint?.Address));

    /// <summary>The stream that frames go out on, while there is one.</summary>
    public MeshsubSender? Sender { get; set; }

    /// <summary>The stream that the last frame came on; null before there was one.</summary>
    public MeshsubReceiver? Receiver { get; set; }

    /// <summary>How often that stream was opened.</summary>
    public int Tries { get; set; }

    /// <summary>True once it is being left: nothing of it is heard any more.</summary>
    public bool IsLeft { get; set; }

    /// <summary>True where the peer is not to be let in again for a time.</summary>
    public bool IsBanned { get; set; }

    /// <summary>The subnets and custody groups it serves, by its metadata (see <see cref="PeerServices"/>).</summary>
    public IReadOnlyList<int> Serves { get; set; } = [];

    /// <summary>Frames that came before the router knows the peer; the receiver's window bounds them.</summary>
    public List<WireEvent.Frames> Early { get; } = [];
}
