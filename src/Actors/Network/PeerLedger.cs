using Consensoor.Messages;
using Consensoor.Spec.Gossip;

namespace Consensoor.Actors.Network;

/// <summary>
/// The peers of a node: what came of their messages, how many of them are undecided, and their scores. Peers share the window of a topic: a
/// peer's message is admitted while the peer has fewer undecided than there is room left, so that one that floods leaves half of the window
/// to the others, two leave a third, and so on. What is not admitted is counted for the peer. Bad scores are kept when their peers go, of
/// <see cref="MostKnown"/> peers with those that are connected. Drop rule: of those that went, the least bad.
/// </summary>
public sealed class PeerLedger(Func<TopicKind, int> window)
{
    /// <summary>The most peers that are known, but for those that are connected, whose number others bound.</summary>
    public const int MostKnown = 4096;

    private const double WorstScore = -100;
    private const double SlotDecay = 0.98;

    private readonly Dictionary<TopicKind, int> _undecided = [];
    private readonly SortedDictionary<string, Peer> _peers = new(StringComparer.Ordinal);

    /// <summary>Notes that a peer is connected.</summary>
    public void Connect(string peer) => Of(peer).IsConnected = true;

    /// <summary>The peer went; its score is kept while it is bad, so that it does not come back with a better one.</summary>
    public void Disconnect(string peer)
    {
        if (_peers.TryGetValue(peer, out var entry))
        {
            (entry.IsConnected, entry.IsLeft) = (false, false);
            Forget(peer, entry);
        }
    }

    /// <summary>True where the peer is connected and not left.</summary>
    public bool IsConnected(string peer) => _peers.TryGetValue(peer, out var entry) && entry is { IsConnected: true, IsLeft: false };

    /// <summary>Lists all peers that are connected, also those that are left.</summary>
    public IReadOnlyList<string> AllConnected() =>
        [.. _peers.Where(static entry => entry.Value.IsConnected).Select(static entry => entry.Key)];

    /// <summary>True where the peer is on another chain.</summary>
    public bool IsLeft(string peer) => _peers.TryGetValue(peer, out var entry) && entry.IsLeft;

    /// <summary>Leaves a connected peer, or takes it back.</summary>
    public void Judge(string peer, bool isLeft)
    {
        if (_peers.TryGetValue(peer, out var entry))
        {
            entry.IsLeft = isLeft && entry.IsConnected;
        }
    }

    /// <summary>Takes all peers back, since whoever judges them begins anew.</summary>
    public void JudgeAnew()
    {
        foreach (var entry in _peers.Values)
        {
            entry.IsLeft = false;
        }
    }

    /// <summary>Admits a message of a kind, or counts it as dropped.</summary>
    public bool TryAdmit(string peer, TopicKind kind)
    {
        var entry = Of(peer);
        var undecided = _undecided.GetValueOrDefault(kind);
        var own = entry.Undecided.GetValueOrDefault(kind);
        if (own >= window(kind) - undecided)
        {
            entry.Dropped++;
            return false;
        }

        _undecided[kind] = undecided + 1;
        entry.Undecided[kind] = own + 1;
        return true;
    }

    /// <summary>Counts the verdict on a message that was admitted.</summary>
    public void Settle(string peer, TopicKind kind, GossipDecision decision)
    {
        var entry = Of(peer);
        _undecided[kind]--;
        entry.Undecided[kind]--;
        switch (decision)
        {
            case GossipDecision.Accept:
                entry.Accepted++;
                break;
            case GossipDecision.Reject:
                entry.Rejected++;
                Report(peer, PeerOffence.Invalid);
                break;
            default:
                entry.Ignored++;
                break;
        }
    }

    /// <summary>Counts a message that was ignored before it was admitted.</summary>
    public void Ignore(string peer) => Of(peer).Ignored++;

    /// <summary>
    /// Lowers a peer's score by 20 for what is invalid, 5 for what is unhelpful, 1 for what is greedy, to -100 at worst; true where it has
    /// come to the worst.
    /// </summary>
    public bool Report(string peer, PeerOffence offence)
    {
        var entry = Of(peer);
        entry.Score = Math.Max(WorstScore, entry.Score - PointsOf(offence));
        return entry.Score <= WorstScore;
    }

    /// <summary>By how much an offence lowers a score.</summary>
    public static double PointsOf(PeerOffence offence) => offence switch
    {
        PeerOffence.Invalid => 20,
        PeerOffence.Unhelpful => 5,
        _ => 1,
    };

    /// <summary>A peer's score; null where nothing is known of it.</summary>
    public double? ScoreOf(string peer) => _peers.TryGetValue(peer, out var entry) ? entry.Score : null;

    /// <summary>A slot has passed: offences weigh a little less.</summary>
    public void OnSlot()
    {
        foreach (var (name, entry) in _peers.ToArray())
        {
            entry.Score *= SlotDecay;
            Forget(name, entry);
        }
    }

    /// <summary>Remembers where a peer says it stands.</summary>
    public void Note(string peer, Spec.Containers.Status status) => Of(peer).Status = status;

    /// <summary>Remembers what a peer says it is subscribed to.</summary>
    public void Note(string peer, Spec.Containers.MetaData metaData) => Of(peer).MetaData = metaData;

    /// <summary>What came of the peers' messages, by name.</summary>
    public IReadOnlyList<GossipPeer> Counters() => [.. _peers.Select(static entry => entry.Value.ToGossipPeer(entry.Key))];

    /// <summary>The peers that are connected and not left.</summary>
    public Peers Connected() =>
        new([.. _peers.Where(static entry => entry.Value is { IsConnected: true, IsLeft: false })
            .Select(static entry => new PeerInfo(entry.Key, entry.Value.Status, entry.Value.Score, entry.Value.MetaData))]);

    private void Forget(string name, Peer entry)
    {
        if (!entry.IsConnected && entry.Score > -1 && entry.Undecided.Values.All(static count => count == 0))
        {
            _peers.Remove(name);
        }
    }

    private void ForgetOne()
    {
        var gone = _peers.Where(static entry => !entry.Value.IsConnected && entry.Value.Undecided.Values.All(static count => count == 0));
        if (gone.MaxBy(static entry => entry.Value.Score) is { Key: { } least })
        {
            _peers.Remove(least);
        }
    }

    private Peer Of(string peer)
    {
        if (!_peers.TryGetValue(peer, out var entry))
        {
            if (_peers.Count >= MostKnown)
            {
                ForgetOne();
            }

            _peers[peer] = entry = new Peer();
        }

        return entry;
    }

    private sealed class Peer
    {
        public ulong Accepted, Ignored, Rejected, Dropped;
        public bool IsConnected, IsLeft;
        public double Score;
        public Spec.Containers.Status? Status;
        public Spec.Containers.MetaData? MetaData;

        public Dictionary<TopicKind, int> Undecided { get; } = [];

        public GossipPeer ToGossipPeer(string name) => new(name, Accepted, Ignored, Rejected, Dropped, Undecided.Values.Sum());
    }
}
