using System.Collections.Concurrent;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Hosting;
using Consensoor.Interop.Libp2p.Multiaddrs;

namespace Consensoor.Actors.Tests.Network.Wire;

/// <summary>A host without connections, whose owner is told of them by the test.</summary>
internal sealed class StandInHost(Action<HostEvent> tell) : ILibp2pHost
{
    public IReadOnlyList<Multiaddr> ListenAddresses => [];

    /// <summary>The peers that are not to be let in.</summary>
    public ConcurrentQueue<PeerId> Banned { get; } = new();

    /// <summary>Tells of a connection that a peer made, or that it is over.</summary>
    public void Tell(long connection, PeerId peer, ConnectionEvent what) =>
        tell(new HostEvent(connection, IsInbound: true, Multiaddr.Parse("/ip4/127.0.0.1/tcp/9", out _)!, peer, what));

    public Multiaddr Listen(Multiaddr address) => address;

    public bool Learn(PeerId peer, IReadOnlyList<Multiaddr> addresses, PeerStanding standing) => false;

    public void Ban(PeerId peer, TimeSpan time) => Banned.Enqueue(peer);

    public bool Do(long connection, Action<Connection, DateTimeOffset> action) => false;

    public bool Disconnect(long connection, CloseReason reason) => false;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
