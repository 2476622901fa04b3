using Consensoor.Messages;

namespace Consensoor.Actors.Sync;

/// <content>
/// Ranges that are fetched ahead of their turn (`sync.ranges`), each of another peer that nobody doubts, while the one whose turn it is is
/// fetched or imported. What they bring counts for nothing before their turn, but for what their peers are to be reported for; then it is
/// as if it had just come, so that the chain is given the same ranges in the same order. None are fetched while the machine goes back or
/// tries whom to believe, nor more than fit into `sync.range-kib` if they are as large as the last that came with blocks. Drop rule: where
/// more than that wait, the last goes, and none is asked for until the turn passes on.
/// </content>
internal sealed partial class RangeSync
{
    private readonly Func<RangeBatch, long> _bytesOf = bytesOf ?? (batch => RangeBytes.Of(batch, spec));
    // By their slots; with what each holds.
    private readonly List<(RangeFetch Fetch, long Bytes)> _ahead = [];
    // Where the turn was when more than may waited.
    private Slot? _fullAt;
    private long _lastBytes;

    /// <summary>Ranges that wait for their turn, or are fetched for it.</summary>
    public int Ahead => _ahead.Count;

    /// <summary>Bytes that they hold.</summary>
    public long AheadBytes => _ahead.Sum(static ahead => ahead.Bytes);

    private string DoingAhead => Ahead == 0
        ? ""
        : $"; {_ahead.Count(static ahead => ahead.Fetch.IsDone)} of {Ahead} ranges behind it are here";

    private DateTimeOffset? AheadDue => IsStraight
        ? _ahead.Where(static ahead => !ahead.Fetch.IsDone).Min(static ahead => (DateTimeOffset?)ahead.Fetch.Due)
        : null;

    /// <summary>Whether ranges follow one another from the head on, and there is one whose turn it is.</summary>
    private bool IsStraight => _stage is Stage.Fetch or Stage.Import && _trial is null && _back == 0 && !_isBack;

    // Those under way, and one more, as large as the last that came whole and was not empty.
    private bool HasRoom => AheadBytes + ((1 + _ahead.Count(static ahead => !ahead.Fetch.IsDone)) * _lastBytes) <= settings.RangeBytes;

    private Question? NextAhead(ChainPosition position, DateTimeOffset now, IReadOnlyList<PeerInfo> peers, Func<ulong> ids)
    {
        if (!IsStraight)
        {
            if (_stage == Stage.Idle || _trial is not null || _back > 0)
            {
                _ahead.Clear();
            }

            return null;
        }

        foreach (var (fetch, _) in _ahead.ToArray())
        {
            var question = fetch.Next(peers, Sampled, _failures, ids, now);
            if (question is null && !fetch.IsDone && now >= fetch.Due)
            {
                GiveUpSlow(fetch, position, now, peers);
                question = _ahead.Exists(ahead => ahead.Fetch == fetch) ? fetch.Next(peers, Sampled, _failures, ids, now) : null;
            }

            if (question is not null)
            {
                return question;
            }
        }

        return _ahead.Count + 1 < settings.Ranges && _fullAt != Batch.From && HasRoom && PlanAhead(position, peers) is { } planned
            ? planned.Next(peers, Sampled, _failures, ids, now)
            : null;
    }

    /// <summary>Plans the first range behind the turn that is not fetched yet, of a peer that is asked for no other.</summary>
    private RangeFetch? PlanAhead(ChainPosition position, IReadOnlyList<PeerInfo> peers)
    {
        var (at, from) = (0, Batch.From + Batch.Count);
        while (at < _ahead.Count && _ahead[at].Fetch.Batch.From == from)
        {
            from += _ahead[at].Fetch.Batch.Count;
            at++;
        }

        var busy = _ahead.Select(static ahead => ahead.Fetch).Append(_fetch!).Where(static fetch => !fetch.IsDone)
            .Select(static fetch => fetch.Batch.Peer).ToHashSet(StringComparer.Ordinal);
        var peer = _known.Free(PeersAhead(position, peers), from).FirstOrDefault(peer => !busy.Contains(peer.Peer)
            && _known.IsTrusted(peer.Peer)
            && HeadOf(peer.Status!, position) >= from
            && peer.Status!.EarliestAvailableSlot <= from);
        if (peer is null)
        {
            return null;
        }

        var count = Math.Min(CountFrom(from), HeadOf(peer.Status!, position) - from + 1);
        var fetch = FetchOf(BatchOf(peer.Peer, from, count, peer.Status!, position));
        _ahead.Insert(at, (fetch, 0));
        return fetch;
    }

    /// <summary>Slots of a range from a slot on: as many as a range has, and none of the next one that is fetched already.</summary>
    private ulong CountFrom(Slot from)
    {
        var next = _ahead.Select(static ahead => ahead.Fetch.Batch.From).Where(next => next > from).DefaultIfEmpty(ulong.MaxValue).Min();
        return Math.Min((ulong)settings.Range, next - from);
    }

    /// <summary>
    /// The range that is to follow, where it was fetched ahead; null where it was not. Those that the head has passed go, and those of
    /// peers that failed meanwhile.
    /// </summary>
    private RangeFetch? Adopt(IReadOnlyList<PeerInfo> free, ChainPosition position)
    {
        if (_trial is not null || _back > 0)
        {
            _ahead.Clear();
            return null;
        }

        var from = _next is { } next && next > position.Head ? next : StartOf(position);
        _ahead.RemoveAll(ahead => ahead.Fetch.Batch.From < from || !free.Any(peer => peer.Peer == ahead.Fetch.Batch.Peer));
        if (_ahead.Count == 0 || _ahead[0].Fetch.Batch.From != from)
        {
            return null;
        }

        var first = _ahead[0].Fetch;
        _ahead.RemoveAt(0);
        return first;
    }

    private RangeStep AnswerAhead(PeerAnswered answer)
    {
        var at = _ahead.FindIndex(ahead => ahead.Fetch.Awaits(answer.RequestId));
        if (at < 0)
        {
            return RangeStep.Nothing;
        }

        var fetch = _ahead[at].Fetch;
        if (fetch.Answer(answer) is { } fault)
        {
            _ahead.RemoveAt(at);
            _known.Fail(fetch.Batch.Peer, fault.IsDoubted);
            return StepOf(fetch.Batch.Peer, fault);
        }

        _ahead[at] = (fetch, _bytesOf(fetch.Batch));
        _lastBytes = fetch.IsDone && fetch.Batch.Blocks.Count > 0 ? _ahead[at].Bytes : _lastBytes;
        while (AheadBytes > settings.RangeBytes)
        {
            _ahead.RemoveAt(_ahead.Count - 1);
            _fullAt = _fetch?.Batch.From;
        }

        return RangeStep.Nothing;
    }
}
