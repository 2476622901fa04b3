using System.Diagnostics.CodeAnalysis;
using Consensoor.Interop.Gossipsub.Rpc;
using Consensoor.Interop.Gossipsub.Scores;
using Consensoor.Interop.Protobuf;

namespace Consensoor.Interop.Gossipsub;

/// <summary>
/// Gossipsub 1.3 with the scores of 1.1 and Partial Messages, as a pure machine (`gossipsub-v1.0.md` to `-v1.3.md` of libp2p,
/// `phase0/p2p-interface.md#the-gossip-domain-gossipsub`). Bytes, verdicts and the time come in; frames, messages to be judged, events and
/// the next wake-up go out. One thread at a time; the same calls with the same random numbers give the same answers. After each call the
/// caller takes what there is to take. Nothing is forwarded before its verdict accepts it.
/// </summary>
public sealed partial class GossipRouter
{
    private readonly ulong[] _penalties = new ulong[Enum.GetValues<Penalty>().Length];
    private readonly GossipSettings _settings;
    private readonly Random _random;
    private readonly ScoreBook _scores;
    private readonly Dictionary<string, PeerState> _peers = new(StringComparer.Ordinal);
    private readonly List<PeerState> _order = [];
    private readonly Dictionary<string, TopicState> _topics = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TopicState>.AlternateLookup<ReadOnlySpan<char>> _topicsByChars;
    private readonly Dictionary<string, TopicCounts> _countsOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MeshMoves> _movesOf = new(StringComparer.Ordinal);
    private readonly SeenIds _seen;
    private readonly MessageCache _cache;
    private readonly SameBytes _same = new();
    private readonly Dictionary<MessageId, KeptMessage> _pending = [];
    private readonly Queue<(MessageId Id, TimeSpan At)> _pendingOrder = new();
    private readonly Dictionary<MessageId, (int Peers, TimeSpan Until)> _asked = [];
    private readonly List<PeerState> _dirty = [];
    private readonly Queue<GossipFrame> _frames = new();
    private readonly Queue<GossipDelivery> _deliveries = new();
    private readonly Queue<GossipEvent> _events = new();
    private readonly RpcIn _rpc = new();
    private readonly ProtoWriter _writer = new();
    private long _pendingBytes;

    /// <summary>Makes a router whose first heartbeat comes within one interval, at a moment drawn from the random numbers.</summary>
    public GossipRouter(GossipSettings settings, Random random, TimeSpan now)
    {
        (_settings, _random) = (settings, random);
        _scores = new ScoreBook(settings.Scores, now);
        _seen = new SeenIds(settings.SeenTtl, settings.Limits.Seen);
        _cache = new MessageCache(settings.CacheLength, settings.CacheGossip, settings.Limits.CacheBytes);
        _topicsByChars = _topics.GetAlternateLookup<ReadOnlySpan<char>>();
        NextWakeUp = now + (settings.Heartbeat * random.NextDouble());
        _nextOpportunistic = now + settings.OpportunisticGraft;
    }

    /// <summary>When <see cref="Wake"/> is to be called at the latest.</summary>
    public TimeSpan NextWakeUp { get; private set; }

    /// <summary>What was counted.</summary>
    public GossipCounts Counts { get; } = new();

    /// <summary>What was counted of each topic that this node ever took part in, by its name.</summary>
    public IReadOnlyDictionary<string, TopicCounts> CountsByTopic => _countsOf;

    /// <summary>Why peers entered and left the meshes of the same topics.</summary>
    public IReadOnlyDictionary<string, MeshMoves> MovesByTopic => _movesOf;

    /// <summary>The connected peers, in the order in which they came.</summary>
    public IEnumerable<string> Peers => _order.Select(static peer => peer.Id);

    /// <summary>How many peers speak each version, by its name, none left out.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> PeersByVersion =>
    [
        .. Enum.GetValues<GossipVersion>()
            .Select(version => KeyValuePair.Create(version.ToString(), _order.Count(peer => peer.Version == version))),
    ];

    /// <summary>The topics this node is subscribed to.</summary>
    public IEnumerable<string> Topics => _topics.Values.Where(static topic => topic.IsJoined).Select(static topic => topic.Name);

    /// <summary>Messages that wait for a verdict, and their bytes.</summary>
    public (int Messages, long Bytes) Pending => (_pending.Count, _pendingBytes);

    /// <summary>What is held: ids seen, messages kept for IWANT and their bytes, scores of peers that went.</summary>
    public (int Seen, int Kept, long KeptBytes, int Scores) Held => (_seen.Count, _cache.Count, _cache.Bytes, _scores.Retained);

    /// <summary>Takes the next frame to send.</summary>
    public bool TryTakeFrame(out GossipFrame frame) => _frames.TryDequeue(out frame);

    /// <summary>Takes the next message to judge.</summary>
    public bool TryTakeDelivery(out GossipDelivery delivery) => _deliveries.TryDequeue(out delivery);

    /// <summary>Whether there is an event, or news of partial messages, to take.</summary>
    public bool HasNews => _events.Count > 0 || _partials.Count > 0;

    /// <summary>Takes the next event.</summary>
    public bool TryTakeEvent(out GossipEvent happened) => _events.TryDequeue(out happened);

    /// <summary>Whether this node is subscribed to a topic.</summary>
    public bool IsSubscribed(string topic) => _topics.TryGetValue(topic, out var known) && known.IsJoined;

    /// <summary>The peers in the mesh of a topic; none where this node is not subscribed.</summary>
    public IReadOnlyList<string> MeshOf(string topic) =>
        _topics.TryGetValue(topic, out var state) ? [.. state.Mesh.Select(static peer => peer.Id)] : [];

    /// <summary>The peers that are subscribed to a topic.</summary>
    public IReadOnlyList<string> SubscribersOf(string topic) =>
        _topics.TryGetValue(topic, out var state) ? [.. state.Subscribers.Select(static peer => peer.Id)] : [];

    /// <summary>How many peers are in the mesh of a topic.</summary>
    public int MeshCountOf(string topic) => _topics.TryGetValue(topic, out var state) ? state.Mesh.Count : 0;

    /// <summary>The scores of the peers in the mesh of a topic.</summary>
    public IReadOnlyList<double> MeshScoresOf(string topic) =>
        _topics.TryGetValue(topic, out var state) ? [.. state.Mesh.Select(ScoreOf)] : [];

    /// <summary>How often peers behaved in a way that costs score.</summary>
    public ulong CountOf(Penalty penalty) => _penalties[(int)penalty];

    /// <summary>How many peers are subscribed to a topic.</summary>
    public int SubscriberCountOf(string topic) => _topics.TryGetValue(topic, out var state) ? state.Subscribers.Count : 0;

    /// <summary>The score of a connected peer; zero where it is not connected.</summary>
    public double ScoreOf(string peer) => _peers.TryGetValue(peer, out var state) ? ScoreOf(state) : 0;

    /// <summary>The score of a peer with its parts and reasons, also of one that went lately; null where it is not known.</summary>
    public ScoreReport? Explain(string peer) => _scores.Report(peer);

    /// <summary>Says what the application thinks of a peer (P5), with the reason where it is worse than before.</summary>
    public void SetApplicationScore(string peer, double score, string reason, TimeSpan now)
    {
        if (_peers.TryGetValue(peer, out var state))
        {
            state.Score.Judge(now, score, reason);
        }
    }

    /// <summary>Counts an offence of a peer that was seen outside of the router, such as a queue that it does not empty (P7).</summary>
    public void Report(string peer, string reason, TimeSpan now)
    {
        if (_peers.TryGetValue(peer, out var state))
        {
            Offend(state, Penalty.Outside, null, reason, now);
        }
    }

    /// <summary>Takes other parameters of the score: those of no topic, and those of topics by their names (null for none).</summary>
    public void SetScores(ScoreParameters parameters, IReadOnlyDictionary<string, TopicScoreParameters?> topics)
    {
        _scores.Take(parameters);
        foreach (var (topic, score) in topics)
        {
            _scores.SetTopic(topic, score);
        }
    }

    private double ScoreOf(PeerState peer) => _scores.Value(peer.Score);

    private bool IsAtLeast(PeerState peer, double threshold) => peer.IsDirect || ScoreOf(peer) >= threshold;

    private void Offend(PeerState peer, Penalty penalty, string? topic, string reason, TimeSpan now, int amount = 1)
    {
        if (peer.IsDirect)
        {
            return;
        }

        _penalties[(int)penalty] += (ulong)amount;
        peer.Score.Offend(now, amount, topic, reason);
        Happened(now, GossipEventKind.Penalized, peer, topic, reason);
    }

    private void Invalid(PeerState peer, TopicState topic, string reason, TimeSpan now, MessageId? id = null)
    {
        if (peer.IsDirect)
        {
            return;
        }

        _scores.Of(peer.Score, topic.Name)?.Invalid();
        peer.Score.Note(now, ScorePart.Invalid, topic.Name, reason, 1);
        Happened(now, GossipEventKind.Penalized, peer, topic.Name, reason, id);
    }

    private void Happened(
        TimeSpan now, GossipEventKind kind, PeerState peer, string? topic, string reason, MessageId? id = null)
    {
        if (_events.Count >= _settings.Limits.Events)
        {
            _events.Dequeue();
            Counts.EventsDropped++;
        }

        _events.Enqueue(new GossipEvent(now, kind, peer.Id, topic, reason, id));
    }

    // What this peer is to be told; it goes out when the call ends.
    private ControlOut Tell(PeerState peer)
    {
        if (!peer.IsDirty)
        {
            peer.IsDirty = true;
            _dirty.Add(peer);
        }

        return peer.Out;
    }

    private void Flush()
    {
        foreach (var peer in _dirty)
        {
            peer.IsDirty = false;
            if (!peer.Out.IsEmpty && peer.IsConnected)
            {
                var priority = peer.Out.IsUrgent ? FramePriority.Control : FramePriority.Gossip;
                _frames.Enqueue(new GossipFrame(peer.Id, peer.Out.Take(_writer), priority));
            }
        }

        _dirty.Clear();
    }

    private bool TryTopic(ReadOnlySpan<byte> utf8, [MaybeNullWhen(false)] out TopicState topic)
    {
        Span<char> chars = stackalloc char[256];
        topic = null;
        return utf8.Length <= chars.Length
            && System.Text.Encoding.UTF8.TryGetChars(utf8, chars, out var written)
            && _topicsByChars.TryGetValue(chars[..written], out topic);
    }

    private void Shuffle<T>(List<T> list)
    {
        for (var i = list.Count - 1; i > 0; i--)
        {
            var j = _random.Next(i + 1);
            (list[i], list[j]) = (list[j], list[i]);
        }
    }

    // Up to a number of the peers that fit, at random.
    private List<PeerState> Some(List<PeerState> of, int count, Predicate<PeerState> fits)
    {
        var some = of.FindAll(fits);
        Shuffle(some);
        if (some.Count > count)
        {
            some.RemoveRange(count, some.Count - count);
        }

        return some;
    }
}
