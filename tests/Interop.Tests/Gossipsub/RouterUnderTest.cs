using System.Text;
using Consensoor.Interop.Gossipsub;
using Consensoor.Interop.Gossipsub.Rpc;
using Consensoor.Interop.Gossipsub.Scores;
using Consensoor.Interop.Libp2p.Wire;
using Consensoor.Spec.Gossip;

namespace Consensoor.Interop.Tests.Gossipsub;

/// <summary>One router and peers that are nothing but what a test sends in their names; what they are told is kept by peer.</summary>
internal sealed class RouterUnderTest
{
    internal const string Topic = "/eth2/6a95a1a9/beacon_block/ssz_snappy";

    private readonly Dictionary<string, List<Told>> _told = [];
    private readonly List<GossipDelivery> _delivered = [];
    private readonly List<GossipEvent> _events = [];

    internal RouterUnderTest(GossipSettings? settings = null, int seed = 1)
    {
        Settings = settings ?? new GossipSettings { Scores = Scores };
        Router = new GossipRouter(Settings, new Random(seed), Now);
    }

    /// <summary>Scores with which each part can be told from the others.</summary>
    internal static ScoreParameters Scores { get; } = new()
    {
        DecayInterval = TimeSpan.FromSeconds(12),
        BehaviourPenaltyWeight = -100,
        BehaviourPenaltyThreshold = 3,
        BehaviourPenaltyDecay = 0.98,
        IpColocationFactorWeight = -50,
        IpColocationFactorThreshold = 2,
        TopicScoreCap = 60,
    };

    internal static TopicScoreParameters TopicParameters { get; } = new()
    {
        TopicWeight = 0.5,
        TimeInMeshWeight = 0.1,
        TimeInMeshQuantum = TimeSpan.FromSeconds(1),
        TimeInMeshCap = 100,
        FirstMessageDeliveriesWeight = 2,
        FirstMessageDeliveriesDecay = 0.9,
        FirstMessageDeliveriesCap = 10,
        MeshMessageDeliveriesWeight = -3,
        MeshMessageDeliveriesDecay = 0.5,
        MeshMessageDeliveriesThreshold = 4,
        MeshMessageDeliveriesCap = 8,
        MeshMessageDeliveriesActivation = TimeSpan.FromSeconds(30),
        MeshMessageDeliveriesWindow = TimeSpan.FromSeconds(2),
        MeshFailurePenaltyWeight = -1,
        MeshFailurePenaltyDecay = 0.8,
        InvalidMessageDeliveriesWeight = -200,
        InvalidMessageDeliveriesDecay = 0.99,
    };

    internal GossipSettings Settings { get; }

    internal GossipRouter Router { get; }

    internal TimeSpan Now { get; set; } = TimeSpan.FromSeconds(1000);

    internal IReadOnlyList<GossipDelivery> Delivered => _delivered;

    internal IReadOnlyList<GossipEvent> Events => _events;

    internal static GossipTopicSettings Of(string topic, TopicScoreParameters? score = null, long maxSize = 1 << 20) =>
        new(topic, MessageIdRule.Altair, maxSize, score);

    internal static byte[] Ssz(int number, int length = 40)
    {
        var bytes = new byte[length];
        new Random(number).NextBytes(bytes);
        return bytes;
    }

    internal static MessageId IdOf(byte[] ssz, string topic = Topic) =>
        MessageIds.OfValid(MessageIdRule.Altair, Encoding.UTF8.GetBytes(topic), ssz);

    internal void Join(string topic = Topic, TopicScoreParameters? score = null)
    {
        Router.Subscribe(Of(topic, score), Now);
        Drain();
    }

    /// <summary>Peers that are subscribed to the topic.</summary>
    internal string[] AddPeers(int count, bool isOutbound = false, string prefix = "peer", string topic = Topic)
    {
        var peers = Enumerable.Range(0, count).Select(i => $"{prefix}{i}").ToArray();
        foreach (var peer in peers)
        {
            Add(peer, isOutbound);
            Send(peer, new RpcBytes().Subscribe(topic));
        }

        return peers;
    }

    internal void Add(
        string peer, bool isOutbound = false, GossipVersion version = GossipVersion.V12, string address = "", bool isDirect = false)
    {
        Router.AddPeer(peer, version, isOutbound, address, Now, isDirect);
        Drain();
    }

    internal void Send(string peer, RpcBytes rpc)
    {
        Router.Receive(peer, rpc.ToArray(), Now);
        Drain();
    }

    internal PublishOutcome Publish(byte[] ssz, string topic = Topic)
    {
        var outcome = Router.Publish(Of(topic), ssz, Now);
        Drain();
        return outcome;
    }

    internal void Judge(byte[] ssz, GossipDecision decision, string topic = Topic)
    {
        Router.Judge(IdOf(ssz, topic), decision, "the test says so", Now);
        Drain();
    }

    /// <summary>Lets time pass, heartbeat by heartbeat.</summary>
    internal void Pass(TimeSpan time)
    {
        var end = Now + time;
        while (Router.NextWakeUp <= end)
        {
            Now = Router.NextWakeUp;
            Router.Wake(Now);
            Drain();
        }

        Now = end;
    }

    internal void PassHeartbeats(int count) => Pass(count * Settings.Heartbeat);

    /// <summary>What a peer was told since this was last asked.</summary>
    internal IReadOnlyList<Told> TakeTold(string peer) => _told.Remove(peer, out var told) ? told : [];

    internal void Forget()
    {
        _told.Clear();
        _events.Clear();
        _delivered.Clear();
    }

    private void Drain()
    {
        while (Router.TryTakeFrame(out var frame))
        {
            var decoder = new FrameDecoder(Settings.MaxMessageSize);
            var bytes = frame.Bytes.Span;
            if (!decoder.TryRead(ref bytes, out var rpc) || bytes.Length > 0)
            {
                throw new InvalidOperationException("the router sent what is no frame");
            }

            if (!_told.TryGetValue(frame.Peer, out var told))
            {
                _told[frame.Peer] = told = [];
            }

            told.AddRange(Told.Read(rpc.Bytes));
            frame.Release();
        }

        while (Router.TryTakeDelivery(out var delivery))
        {
            _delivered.Add(delivery);
        }

        while (Router.TryTakeEvent(out var happened))
        {
            _events.Add(happened);
        }
    }
}
