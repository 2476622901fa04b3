using Consensoor.Interop.Gossipsub;
using Consensoor.Interop.Gossipsub.Scores;
using Consensoor.Spec.Gossip;
using static Consensoor.Fuzz.DisagreementException;

namespace Consensoor.Fuzz.Streams;

/// <summary>
/// A gossipsub router and a few peers that send RPCs of all kinds, good and broken, while time passes and verdicts come or do not. Nothing
/// is sent before it is accepted, no message is given out twice, and what is held keeps to its bounds.
/// </summary>
internal sealed class RouterTarget : IFuzzTarget
{
    private const string Topic = "/eth2/6a95a1a9/beacon_block/ssz_snappy";

    private static readonly GossipSettings Settings = new()
    {
        SeenTtl = TimeSpan.FromSeconds(30),
        HasPartialMessages = true,
        MaxPartialGroup = 2,
        Limits = new GossipLimits { Pending = 10, PendingOfPeer = 5, CacheBytes = 8_000, Seen = 40, Topics = 4, BackOffs = 4, Asked = 8 },
        Scores = new ScoreParameters { BehaviourPenaltyWeight = -10, BehaviourPenaltyDecay = 0.5, DecayInterval = TimeSpan.FromSeconds(1) },
    };

    public string Name => "gossipsub router";

    public int Share => 4;

    public string Run(FuzzRandom random)
    {
        var now = TimeSpan.FromSeconds(50);
        var router = new GossipRouter(Settings, new Random(random.Next(1 << 30)), now);
        var topic = new GossipTopicSettings(Topic, MessageIdRule.Altair, 1000, new TopicScoreParameters
        {
            TopicWeight = 1, InvalidMessageDeliveriesWeight = -100, InvalidMessageDeliveriesDecay = 0.9,
        })
        {
            Partial = (PartialSupport)random.Next(4),
        };
        router.Subscribe(topic, now);
        var (accepted, waiting, seen) = (new HashSet<MessageId>(), new List<MessageId>(), new HashSet<MessageId>());
        for (var steps = 30; steps > 0; steps--)
        {
            var peer = $"peer{random.Next(5)}";
            switch (random.Next(12))
            {
                case 0:
                    router.AddPeer(peer, (GossipVersion)random.Next(3), random.OneIn(2), "", now);
                    break;
                case 1 when random.OneIn(3):
                    router.RemovePeer(peer, now);
                    break;
                case 2:
                    now += TimeSpan.FromMilliseconds(random.Next(3000));
                    router.Wake(now);
                    break;
                case 3 when waiting.Count > 0:
                    var id = waiting[random.Next(waiting.Count)];
                    waiting.Remove(id);
                    var decision = (GossipDecision)random.Next(3);
                    if (decision == GossipDecision.Accept)
                    {
                        accepted.Add(id);
                    }

                    router.Judge(id, decision, "fuzz", now);
                    break;
                case 4:
                    var ssz = RpcDraw.Ssz(60 + random.Next(10));
                    accepted.Add(MessageIds.OfValid(MessageIdRule.Altair, "/eth2/6a95a1a9/beacon_block/ssz_snappy"u8, ssz));
                    router.Publish(topic, ssz, now);
                    break;
                default:
                    router.Receive(peer, HostileBytes.Spoil(random, RpcDraw.Next(random, Topic)), now);
                    break;
            }

            Take(router, accepted, waiting, seen);
        }

        return router.Counts.Received > 0 ? "delivered" : "nothing";
    }

    private static void Take(GossipRouter router, HashSet<MessageId> accepted, List<MessageId> waiting, HashSet<MessageId> seen)
    {
        while (router.TryTakeFrame(out var frame))
        {
            Require(frame.Id is not { } id || accepted.Contains(id), "a message went on before it was accepted");
            Require(frame.Bytes.Length <= Settings.MaxMessageSize, "a frame that is too large");
        }

        while (router.TryTakeDelivery(out var delivery))
        {
            // What was forgotten may come again: 40 ids are known.
            Require(seen.Add(delivery.Id) || seen.Count > 30, "a message was given out twice");
            waiting.Add(delivery.Id);
        }

        while (router.TryTakePartial(out var news))
        {
            var isMessage = news.Kind == PartialEventKind.Message;
            Require(!isMessage || news.Group.Length is 1 or 2, "a group id that is too long");
            Require(!isMessage || news.Message?.Length > 0 || news.Metadata?.Length > 0, "a partial message of nothing");
            router.SendPartial(news.Peer, news.Topic, [1], [2], [3]);
        }

        while (router.TryTakeEvent(out _))
        {
        }

        Require(router.Pending.Messages <= 10, "too many wait");
        Require(router.Held.Seen <= 40 && router.Held.KeptBytes <= 10_000, "too much is held");
        Require(router.MeshOf(Topic).All(router.Peers.Contains), "somebody in the mesh who went");
    }
}
