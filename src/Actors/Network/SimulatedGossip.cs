using System.Security.Cryptography;
using Akka.Actor;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Messages;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Network;

/// <summary>
/// A node's end of a gossip network over a <see cref="SimulatedNetwork"/>: what the node publishes goes to every attached node, and what it accepts is passed on to
/// all but the one it came from, so that a lost message has other ways. Known messages are not delivered twice.
/// </summary>
public sealed class SimulatedGossip : ReceiveActor
{
    private const int SeenBound = 1 << 16;

    private readonly SimulatedNetwork _network;
    private readonly string _name;
    private readonly GossipWindows _windows;
    private readonly BoundedSet<Bytes32> _seen = new(SeenBound);
    private readonly Dictionary<ulong, NetworkDelivery> _undecided = [];
    private PeerLedger _ledger;
    private IActorRef _node = ActorRefs.Nobody;
    private DateTimeOffset _since;
    private ulong _nextId;

    /// <summary>The end of a node.</summary>
    public SimulatedGossip(SimulatedNetwork network, string name, GossipWindows windows)
    {
        _network = network;
        _name = name;
        _windows = windows;
        _ledger = new PeerLedger(windows);
        Receive<JoinGossip>(OnJoin);
        Receive<PublishGossip>(OnPublish);
        Receive<NetworkDelivery>(OnDelivery);
        Receive<GossipVerdict>(OnVerdict);
        Receive<GetGossipPeers>(_ => Sender.Tell(_ledger.Peers()));
    }

    /// <summary>Props.</summary>
    public static Props Props(SimulatedNetwork network, string name, GossipWindows windows) => Akka.Actor.Props.Create(() => new SimulatedGossip(network, name, windows));

    /// <inheritdoc/>
    protected override void PreStart() => _network.Attach(_name, Self);

    private static Bytes32 IdOf(PublishGossip message)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(message.Topic.Digest.AsSpan());
        hash.AppendData([(byte)message.Topic.Kind, (byte)(message.Topic.Subnet ?? 0)]);
        hash.AppendData(message.Ssz.Span);
        return new Bytes32(hash.GetHashAndReset());
    }

    private void OnJoin(JoinGossip join)
    {
        if (_node.Equals(Sender) && _since == join.Since)
        {
            return;
        }

        (_node, _since) = (Sender, join.Since);
        _ledger = new PeerLedger(_windows);
        _undecided.Clear();
    }

    private void OnPublish(PublishGossip publish)
    {
        _seen.Add(IdOf(publish));
        _network.Broadcast(_name, publish, publish.Ssz.Length);
    }

    private void OnDelivery(NetworkDelivery delivery)
    {
        if (delivery.Message is not PublishGossip message || !_seen.Add(IdOf(message)))
        {
            return;
        }

        if (_ledger.TryAdmit(++_nextId, delivery.From, message.Topic.Kind))
        {
            _undecided.Add(_nextId, delivery);
            _node.Tell(new GossipReceived(_nextId, delivery.From, message.Topic, message.Ssz, Context.System.Scheduler.Now));
        }
    }

    private void OnVerdict(GossipVerdict verdict)
    {
        if (!_ledger.Settle(verdict.Id, verdict.Decision) || !_undecided.Remove(verdict.Id, out var delivery))
        {
            return;
        }

        if (verdict.Decision == GossipDecision.Accept)
        {
            foreach (var peer in _network.Nodes.Where(peer => peer != _name && peer != delivery.From))
            {
                _network.Send(_name, peer, delivery.Message, delivery.Bytes);
            }
        }
    }
}
