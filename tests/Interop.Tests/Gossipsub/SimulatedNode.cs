using Consensoor.Interop.Gossipsub;
using Consensoor.Spec.Gossip;

namespace Consensoor.Interop.Tests.Gossipsub;

/// <summary>An honest node: a router, an opinion on messages after some time, and what a connection manager does with the events.</summary>
internal sealed class SimulatedNode : IActor
{
    private readonly SimulatedNetwork _network;

    internal SimulatedNode(string id, SimulatedNetwork network, GossipRouter router, GossipTopicSettings[] topics)
    {
        (Id, _network, Router) = (id, network, router);
        foreach (var topic in topics)
        {
            router.Subscribe(topic, network.Now);
        }

        Drain();
    }

    public string Id { get; }

    internal GossipRouter Router { get; }

    /// <summary>Messages judged, with the time each took from its publication where the payload was good.</summary>
    internal Dictionary<MessageId, TimeSpan> Judged { get; } = [];

    /// <summary>Messages that were given out more than once, which must not be.</summary>
    internal int GivenTwice { get; private set; }

    internal List<GossipEvent> Events { get; } = [];

    /// <summary>The address others see; empty for none.</summary>
    internal Func<string, string> AddressOf { get; set; } = static _ => "";

    public void Connected(string peer, bool isOutbound)
    {
        Router.AddPeer(peer, GossipVersion.V12, isOutbound, AddressOf(peer), _network.Now);
        Drain();
    }

    public void Disconnected(string peer)
    {
        Router.RemovePeer(peer, _network.Now);
        Drain();
    }

    public void Receive(string peer, ReadOnlyMemory<byte> rpc)
    {
        Router.Receive(peer, rpc, _network.Now);
        Drain();
    }

    internal MessageId Publish(GossipTopicSettings topic, byte[] ssz)
    {
        var id = MessageIds.OfValid(topic.Rule, System.Text.Encoding.UTF8.GetBytes(topic.Name), ssz);
        Router.Publish(topic, ssz, _network.Now);
        Judged[id] = _network.Now;
        Drain();
        return id;
    }

    internal void Schedule() => _network.At(Router.NextWakeUp, () =>
    {
        Router.Wake(_network.Now);
        Drain();
        Schedule();
    });

    internal void Drain()
    {
        while (Router.TryTakeFrame(out var frame))
        {
            _network.Send(Id, frame.Peer, frame.Bytes, frame.Priority);
        }

        while (Router.TryTakeDelivery(out var delivery))
        {
            var (id, opinion) = (delivery.Id, SimulatedNetwork.Opinion(delivery.Ssz.Span));
            GivenTwice += Judged.TryAdd(id, _network.Now) ? 0 : 1;
            _network.At(_network.Now + _network.Judging, () =>
            {
                Router.Judge(id, opinion, opinion == GossipDecision.Reject ? "it is bad" : "", _network.Now);
                Drain();
            });
        }

        while (Router.TryTakeEvent(out var happened))
        {
            Events.Add(happened);
        }
    }
}
