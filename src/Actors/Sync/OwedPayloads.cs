using Consensoor.Messages;
using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Sync;

/// <summary>
/// Payloads of the history that are part of the chain and that nobody gave when their blocks came, as a machine that is handed the time:
/// each peer is asked for them once a round, a new one at once, the next round after a wait that doubles up to 64 times the first until
/// one comes. What nobody ever has is asked for on and on, so seldom. At most <see cref="Bound"/> are owed. Drop rule: the one that has
/// been owed longest is given up.
/// </summary>
internal sealed class OwedPayloads(BackfillSettings settings)
{
    /// <summary>The most payloads that are remembered.</summary>
    public const int Bound = 1024;

    // Of a question, so that an answer is a few megabytes at most.
    private const int RootsOfQuestion = 16;
    private const int MostDoublings = 6;

    // Peers that gave a payload without a signature that holds, until it is given up: a builder's index may have another owner by now.
    private const int MostUnsigned = 3;

    private readonly List<Root> _owed = [];
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly Dictionary<Root, (SignedExecutionPayloadEnvelope Envelope, string Peer)> _given = [];
    private readonly Dictionary<Root, HashSet<string>> _unsigned = [];
    private (ulong Id, string Peer, IReadOnlyList<Root> Roots)? _question;
    private DateTimeOffset _due;
    private DateTimeOffset? _roundEnd;

    // Since one came, those in which anybody was asked.
    private int _rounds;
    private int _next;

    /// <summary>The roots of the blocks whose payload is owed, those that have been owed longest first.</summary>
    public IReadOnlyList<Root> Roots => _owed;

    /// <summary>When there is something to do if nothing else happens; null where nothing is owed.</summary>
    public DateTimeOffset? NextDue => _owed.Count == 0 ? null : _question is not null ? _due : NextRound ?? DateTimeOffset.MinValue;

    private DateTimeOffset? NextRound => _roundEnd + (settings.MaxBackOff * (1 << Math.Min(_rounds, MostDoublings)));

    /// <summary>Notes payloads that are owed; none where history is not fetched at all.</summary>
    public void Owe(IEnumerable<Root> roots)
    {
        if (!settings.IsOn)
        {
            return;
        }

        _owed.AddRange(roots.Except(_owed).ToArray());
        while (_owed.Count > Bound)
        {
            _unsigned.Remove(_owed[0]);
            _owed.RemoveAt(0);
        }
    }

    /// <summary>The question to ask now; null where there is none. What was given and is being looked at is asked for too.</summary>
    public Question? Next(DateTimeOffset now, IReadOnlyList<PeerInfo> peers, Func<ulong> ids)
    {
        if (_owed.Count == 0 || (_question is not null && now < _due))
        {
            return null;
        }

        _question = null;
        if (NextRound <= now)
        {
            BeginRound();
        }

        var free = peers.Where(peer => peer.Status is not null && !_asked.Contains(peer.Peer))
            .OrderByDescending(static peer => peer.Score)
            .ThenBy(static peer => peer.Peer, StringComparer.Ordinal)
            .FirstOrDefault();
        if (free is null || _asked.Count >= RangePeers.Remembered)
        {
            _roundEnd ??= now;
            return null;
        }

        Root[] roots = [.. Enumerable.Range(0, Math.Min(RootsOfQuestion, _owed.Count)).Select(i => _owed[(_next + i) % _owed.Count])];
        _asked.Add(free.Peer);
        (_question, _due) = ((ids(), free.Peer, roots), now + settings.Patience);
        return new Question(_question.Value.Id, free.Peer, new ExecutionPayloadEnvelopesByRoot(roots));
    }

    /// <summary>True for the number of the question under way.</summary>
    public bool Asks(ulong question) => _question?.Id == question;

    /// <summary>A peer answered; returns the roots of the blocks by which what it gave is to be looked at.</summary>
    public IReadOnlyList<Root> Answer(PeerAnswered answer)
    {
        if (_question is not { } question || question.Id != answer.RequestId)
        {
            return [];
        }

        _question = null;
        foreach (var envelope in answer.Items.OfType<SignedExecutionPayloadEnvelope>())
        {
            var root = envelope.Message.BeaconBlockRoot;
            if (question.Roots.Contains(root) && _owed.Contains(root))
            {
                _given[root] = (envelope, answer.Peer);
            }
        }

        return [.. question.Roots.Where(_given.ContainsKey)];
    }

    /// <summary>Gives what a peer gave of a block, and who it was; null where nothing is being looked at.</summary>
    public (SignedExecutionPayloadEnvelope Envelope, string Peer)? GivenOf(Root root) =>
        _given.TryGetValue(root, out var given) ? given : null;

    /// <summary>What was given of a block is not its payload; other peers are asked.</summary>
    public void Refuse(Root root) => _given.Remove(root);

    /// <summary>
    /// What was given of a block is its payload, and the signature does not hold; other peers are asked. True where several gave none that
    /// does: it is to be settled.
    /// </summary>
    public bool RefuseSignature(Root root, SignedExecutionPayloadEnvelope envelope)
    {
        if (_given.TryGetValue(root, out var given) && ReferenceEquals(given.Envelope, envelope))
        {
            _given.Remove(root);
            _unsigned.TryAdd(root, []);
            _unsigned[root].Add(given.Peer);
        }

        return _unsigned.TryGetValue(root, out var peers) && peers.Count >= MostUnsigned;
    }

    /// <summary>What was given of a block has been looked at, and is no longer owed: it is here, or is given up.</summary>
    public void Settle(Root root, bool isHere)
    {
        _given.Remove(root);
        _owed.Remove(root);
        _unsigned.Remove(root);
        _rounds = isHere ? 0 : _rounds;
    }

    /// <summary>Gives up payloads whose blocks are no longer kept.</summary>
    public void Drop(IEnumerable<Root> gone)
    {
        foreach (var root in gone)
        {
            Settle(root, isHere: false);
        }
    }

    private void BeginRound()
    {
        // Others of them are asked for first, where there are more than fit into a question.
        _next = (_next + RootsOfQuestion) % _owed.Count;
        (_roundEnd, _rounds) = (null, _asked.Count > 0 ? _rounds + 1 : _rounds);
        _asked.Clear();
    }
}
