using Akka.Actor;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Messages;
using Consensoor.Spec.Gossip;

namespace Consensoor.Actors.Network;

/// <summary>
/// A node's wire over a <see cref="SimulatedNetwork"/>. Gossip: what the node publishes goes to every attached node, and what it accepts is
/// passed on to all but the one it came from, so that a lost message has other ways; known messages are not delivered twice. Requests go to
/// one peer, and the chunks of its answer come back in order.
/// </summary>
public sealed partial class SimulatedGossip : ReceiveActor
{
    private const int SeenBound = 1 << 16;
    private static readonly TimeSpan SeenPeriod = TimeSpan.FromMinutes(1);

    private readonly SimulatedNetwork _network;
    private readonly string _name;
    private readonly SeenMessages _seen = new(SeenBound);
    private readonly Dictionary<ulong, NetworkDelivery> _undecided = [];
    private readonly SortedSet<string> _connected = new(StringComparer.Ordinal);
    private IActorRef _node = ActorRefs.Nobody;
    private DateTimeOffset _since;
    private ulong _nextId;

    /// <summary>Builds a node's end of a simulated network.</summary>
    public SimulatedGossip(SimulatedNetwork network, string name)
    {
        _network = network;
        _name = name;
        // Numbers that no earlier wire of the node gave.
        _nextId = (ulong)Context.System.Scheduler.Now.Ticks;
        Receive<JoinGossip>(OnJoin);
        Receive<PublishGossip>(OnPublish);
        Receive<NetworkDelivery>(OnDelivery);
        Receive<GossipVerdicts>(OnVerdicts);
        Receive<LeavePeer>(static _ => { });
        ReceiveRequests();
    }

    /// <summary>Describes a node's end of a simulated network.</summary>
    public static Props Props(SimulatedNetwork network, string name) => Akka.Actor.Props.Create(() => new SimulatedGossip(network, name));

    /// <inheritdoc/>
    protected override void PreStart() => _network.Attach(_name, Self);

    private void OnJoin(JoinGossip join)
    {
        if (!_node.Equals(Sender) || _since != join.Since)
        {
            (_node, _since) = (Sender, join.Since);
            _undecided.Clear();
            _connected.Clear();
        }

        foreach (var peer in _network.Nodes.Where(peer => peer != _name && _connected.Add(peer)))
        {
            _node.Tell(new PeerConnected(peer));
        }

        foreach (var peer in _connected.Where(peer => !_network.Nodes.Contains(peer)).ToArray())
        {
            _connected.Remove(peer);
            _node.Tell(new PeerDisconnected(peer));
        }
    }

    private void OnPublish(PublishGossip publish)
    {
        _seen.Add(publish.Topic, publish.Ssz);
        string[] peers = [.. _network.Nodes.Where(peer => peer != _name)];
        var receivers = publish.IsToHalf ? peers[..(peers.Length / 2)] : peers;
        foreach (var peer in receivers)
        {
            _network.Send(_name, peer, publish, publish.Ssz.Length);
        }

        if (publish.Duty is { } duty)
        {
            Sender.Tell(new GossipSent(duty, receivers.Length));
        }
    }

    private void OnDelivery(NetworkDelivery delivery)
    {
        _seen.Turn((ulong)(Context.System.Scheduler.Now.Ticks / SeenPeriod.Ticks));
        switch (delivery.Message)
        {
            case PublishGossip message when _seen.Add(message.Topic, message.Ssz):
                _undecided.Add(++_nextId, delivery);
                _node.Tell(new GossipReceived(_nextId, delivery.From, message.Topic, message.Ssz, Context.System.Scheduler.Now));
                break;
            case WireRequest request:
                OnRequest(delivery.From, request);
                break;
            case WireChunk chunk:
                OnChunk(delivery.From, chunk);
                break;
        }
    }

    private void OnVerdicts(GossipVerdicts verdicts)
    {
        foreach (var verdict in verdicts.Verdicts)
        {
            if (_undecided.Remove(verdict.Id, out var delivery) && verdict.Decision == GossipDecision.Accept)
            {
                foreach (var peer in _network.Nodes.Where(peer => peer != _name && peer != delivery.From))
                {
                    _network.Send(_name, peer, delivery.Message, delivery.Bytes);
                }
            }
        }
    }
}
