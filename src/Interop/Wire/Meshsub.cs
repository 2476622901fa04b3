using System.Collections.Concurrent;
using Consensoor.Interop.Gossipsub;
using Consensoor.Interop.Libp2p.Protocols;

namespace Consensoor.Interop.Wire;

/// <summary>
/// The gossip streams of a host: of each connection one to send on, opened here, and one to receive on, opened by the peer. A second one
/// that a peer opens takes the place of the first.
/// </summary>
public sealed class Meshsub
{
    private readonly IWireOwner _owner;
    private readonly WireLimits _limits;
    private readonly int _maxFrame;
    private readonly ConcurrentDictionary<long, (MeshsubReceiver Receiver, ISessionStream Stream)> _receivers = [];

    /// <summary>Sessions for an owner; a frame has at most so many bytes.</summary>
    public Meshsub(IWireOwner owner, WireLimits limits, int maxFrame)
    {
        (_owner, _limits, _maxFrame) = (owner, limits, maxFrame);
        Protocols = [.. GossipProtocols.Ids.Select(id => new Version(this, id))];
    }

    /// <summary>Lists the versions that are spoken, the newest first.</summary>
    public IReadOnlyList<ISessionProtocol> Protocols { get; }

    internal void Closed(MeshsubReceiver receiver)
    {
        if (_receivers.TryGetValue(receiver.Connection, out var known) && known.Receiver == receiver)
        {
            _receivers.TryRemove(receiver.Connection, out _);
        }
    }

    private MeshsubReceiver Receive(ISessionStream stream)
    {
        var receiver = new MeshsubReceiver(this, _owner, _limits, _maxFrame, stream);
        if (_receivers.TryGetValue(stream.Connection, out var before))
        {
            before.Stream.Reset();
        }

        _receivers[stream.Connection] = (receiver, stream);
        return receiver;
    }

    private sealed class Version(Meshsub meshsub, string id) : ISessionProtocol
    {
        public string Id => id;

        public ISessionMachine Dial(ISessionStream stream, DateTimeOffset now) =>
            new MeshsubSender(meshsub._owner, meshsub._limits, stream, GossipProtocols.Of(id)!.Value);

        public ISessionMachine Listen(ISessionStream stream, DateTimeOffset now) => meshsub.Receive(stream);
    }
}
