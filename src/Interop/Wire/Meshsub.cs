using System.Collections.Concurrent;
using Consensoor.Interop.Gossipsub;
using Consensoor.Interop.Libp2p.Protocols;

namespace Consensoor.Interop.Wire;

/// <summary>
/// The gossip streams of a host: of each connection one to send on, opened here, and one to receive on, opened by the peer. A second one
/// that a peer opens takes the place of the first, and its window: however many streams a peer opens, no more of it waits for the owner.
/// Whoever has the host says of each connection when it is over (<see cref="Ended"/>).
/// </summary>
public sealed class Meshsub
{
    private readonly IWireOwner _owner;
    private readonly WireLimits _limits;
    private readonly int _maxFrame;
    private readonly ConcurrentDictionary<long, Receiving> _receiving = [];

    /// <summary>Sessions for an owner; a frame has at most so many bytes.</summary>
    public Meshsub(IWireOwner owner, WireLimits limits, int maxFrame)
    {
        (_owner, _limits, _maxFrame) = (owner, limits, maxFrame);
        Protocols = [.. GossipProtocols.Ids.Select(id => new Version(this, id))];
    }

    /// <summary>Lists the versions that are spoken, the newest first.</summary>
    public IReadOnlyList<ISessionProtocol> Protocols { get; }

    /// <summary>The stream of a connection that frames come on, by its number in it; null where there is none.</summary>
    public long? ReceivingStream(long connection) => _receiving.TryGetValue(connection, out var receiving) ? receiving.Stream?.Id : null;

    /// <summary>A connection is over, and no stream of it will come.</summary>
    public void Ended(long connection) => _receiving.TryRemove(connection, out _);

    internal void Closed(MeshsubReceiver receiver)
    {
        if (_receiving.TryGetValue(receiver.Connection, out var known) && known.Stream?.Id == receiver.Stream)
        {
            known.Stream = null;
        }
    }

    private MeshsubReceiver Receive(ISessionStream stream)
    {
        var receiving = _receiving.GetOrAdd(
            stream.Connection, static (_, limits) => new Receiving(new HandoverWindow(limits.Frames, limits.FrameBytes)), _limits);
        receiving.Stream?.Reset();
        receiving.Stream = stream;
        return new MeshsubReceiver(this, _owner, _limits, _maxFrame, stream, receiving.Window);
    }

    // Changed on the connection's thread alone.
    private sealed class Receiving(HandoverWindow window)
    {
        public HandoverWindow Window => window;

        public ISessionStream? Stream { get; set; }
    }

    private sealed class Version(Meshsub meshsub, string id) : ISessionProtocol
    {
        public string Id => id;

        public ISessionMachine Dial(ISessionStream stream, DateTimeOffset now) =>
            new MeshsubSender(meshsub._owner, meshsub._limits, stream, GossipProtocols.Of(id)!.Value);

        public ISessionMachine Listen(ISessionStream stream, DateTimeOffset now) => meshsub.Receive(stream);
    }
}
