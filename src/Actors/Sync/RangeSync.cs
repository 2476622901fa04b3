using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;

namespace Consensoor.Actors.Sync;

/// <summary>
/// Catches up with the best peer, a range of slots after the other, as a machine that is handed the time: blocks, then their blobs,
/// envelopes and columns where there are any, then the chain; the next range begins after the head. A range that fails, or that a peer is
/// slow to give, is asked of another peer; when all have failed, after a wait again, until the tries are used up. Then the run ends, and
/// another begins later where the node is still behind. Whom to believe and to ask first, <see cref="RangePeers"/> decides.
/// </summary>
internal sealed partial class RangeSync(SyncSettings settings, ChainSpec spec, Func<PeerInfo, ColumnSet>? columnsOf = null)
{
    private readonly RangePeers _known = new(settings);
    private Stage _stage = Stage.Idle;
    private RangeBatch? _batch;
    private ulong? _question;
    private Slot? _next;
    // The range that a peer called empty, until others were asked.
    private RangeBatch? _doubtful;
    // The peer that shows the way alone, since its blocks do not connect behind slots that others called empty.
    private string? _trial;
    private ulong _back;
    private bool _isBack;
    private int _failures;
    private DateTimeOffset _due;

    private enum Stage
    {
        Idle,
        Wanted,
        Blocks,
        Blobs,
        Envelopes,
        Columns,
        Import,
    }

    /// <summary>True from the first range to the last.</summary>
    public bool IsRunning => _stage != Stage.Idle;

    /// <summary>Says why the last run ended, for the log.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Says what is being done, or why nothing is.</summary>
    public string Doing => _stage switch
    {
        Stage.Idle => "nothing",
        Stage.Wanted when _failures > 0 => $"all peers failed {_failures} times; they are asked again at {_due:HH:mm:ss}",
        Stage.Wanted => "a peer is chosen",
        Stage.Import => $"the chain imports slots {_batch!.From} to {_batch.From + _batch.Count - 1} of {_batch.Peer}, "
            + $"{_batch.Settled.Count} of {_batch.Blocks.Count} blocks so far",
        _ => $"{_batch!.Peer} is asked for {_stage.ToString().ToLowerInvariant()} of slots {_batch.From} to "
            + $"{_batch.From + _batch.Count - 1}",
    };

    /// <summary>When there is something to do if nothing else happens; null where nothing is.</summary>
    public DateTimeOffset? NextDue => _stage != Stage.Idle || _failures > 0 ? _due : null;

    private bool IsAsking => _stage is Stage.Blocks or Stage.Blobs or Stage.Envelopes or Stage.Columns;

    /// <summary>
    /// The question to ask now, null where there is none: one is under way, the chain is busy with what came, it is too early, or nobody is
    /// ahead.
    /// </summary>
    public Question? Next(ChainPosition position, DateTimeOffset now, IReadOnlyList<PeerInfo> peers, Func<ulong> ids)
    {
        if (_stage == Stage.Import && (_due <= now || IsBehindHead(position)))
        {
            EndImport(position, now);
        }

        if (IsAsking && _question is null)
        {
            if (_stage == Stage.Blobs)
            {
                PlanBlobs(_batch!, peers);
            }

            return _stage == Stage.Columns && !PlanColumns(peers, now) ? null : Ask(RequestOf(_batch!, _stage), ids, now);
        }

        if (IsAsking && now >= _due)
        {
            GiveUpSlow(position, now, peers);
        }

        if (_stage is not (Stage.Idle or Stage.Wanted) || now < _due)
        {
            return null;
        }

        var ahead = PeersAhead(position, peers);
        if (ahead.Count == 0)
        {
            (_failures, _stage, _next, _doubtful) = (0, Stage.Idle, null, null);
            _known.BeginRound();
            _known.Forget();
            EndTrial();
            Reason = "no peer is ahead";
            return null;
        }

        if (_known.Free(ahead, position.Head + 1) is not { Count: > 0 } free)
        {
            _known.BeginRound();
            GiveUpOrWait(now);
            return null;
        }

        _batch = Doubtful(free, position) ?? Following(Guide(free) ?? free[0], position);
        _isBack = _batch.From <= position.Head;
        _stage = Stage.Blocks;
        return Ask(RequestOf(_batch, _stage), ids, now);
    }

    /// <summary>A peer answered; nothing follows from an answer nobody waits for.</summary>
    public RangeStep Answer(PeerAnswered answer, DateTimeOffset now)
    {
        if (_question != answer.RequestId || _batch is not { } batch)
        {
            return RangeStep.Nothing;
        }

        _question = null;
        if (_stage == Stage.Columns)
        {
            return TakeColumns(batch, answer, now);
        }

        if (_stage == Stage.Blobs)
        {
            return TakeBlobs(batch, answer, now);
        }

        if (answer.Result != PeerResult.Answered)
        {
            // That this node's own queues are full, or its network begins anew, says nothing of the peer.
            Fail(now, isDoubted: answer.Result is not (PeerResult.Busy or PeerResult.Dropped or PeerResult.Disconnected));
            return RangeStep.Nothing;
        }

        if (Take(batch, answer.Items) is { } wrong)
        {
            Fail(now);
            return new RangeStep(null, [batch.Peer], wrong.Offence, wrong.Reason);
        }

        if (batch.Blocks.Count == 0 && !batch.Claims.Slots)
        {
            // It never said that it has them.
            Fail(now, isDoubted: false);
            return RangeStep.Nothing;
        }

        if (batch.Blocks.Count == 0 && IsOnTrial(batch))
        {
            (_next, _batch, _stage, _due) = (batch.From + batch.Count, null, Stage.Wanted, now);
            return RangeStep.Nothing;
        }

        if (batch.Blocks.Count == 0)
        {
            // Nobody proposed there, it says: others that claim to have the range are asked.
            _known.CallEmpty(batch.Peer);
            (_doubtful, _batch, _stage, _due) = (batch, null, Stage.Wanted, now);
            return RangeStep.Nothing;
        }

        _stage = NextStage(batch);
        if (_stage != Stage.Import)
        {
            return RangeStep.Nothing;
        }

        _due = now + settings.ImportPatience;
        return new RangeStep(batch);
    }

    /// <summary>The chain said what became of a block of the range.</summary>
    public RangeStep Settle(ImportOutcome outcome, DateTimeOffset now)
    {
        if (_stage != Stage.Import || _batch is not { } batch || outcome.Verdict == ImportVerdict.Waiting)
        {
            return RangeStep.Nothing;
        }

        if (outcome.Verdict == ImportVerdict.Refused)
        {
            Fail(now, isDoubted: outcome.IsBlamed);
            return outcome.IsBlamed
                ? new RangeStep(null, [batch.Peer], PeerOffence.Invalid, $"block {outcome.Root}: {outcome.Refusal}")
                : RangeStep.Nothing;
        }

        if (outcome.Verdict == ImportVerdict.Dropped)
        {
            Fail(now, isDoubted: false);
            return RangeStep.Nothing;
        }

        batch.Settled.Add(outcome.Root);
        if (batch.Settled.Count < batch.Blocks.Count)
        {
            return RangeStep.Nothing;
        }

        IReadOnlyList<string> shown = IsOnTrial(batch) ? _known.Convict([.. batch.Blocks.Select(static block => block.Message.Slot)]) : [];
        IReadOnlyList<string> wrong = [.. shown, .. EndRange(now)];
        return wrong.Count == 0 ? RangeStep.Nothing : new RangeStep(
            null,
            wrong,
            PeerOffence.Unhelpful,
            $"called slots {batch.From} to {batch.From + batch.Count - 1} empty, of which {batch.Peer} has blocks");
    }

    private List<PeerInfo> PeersAhead(ChainPosition position, IReadOnlyList<PeerInfo> peers) =>
        [.. peers.Where(peer => peer.Status is { } status && HeadOf(status, position) > position.Head + (ulong)settings.Tolerance)];

    /// <summary>The range that was called empty, for the next peer to say so; null where none was, or enough have said so.</summary>
    private RangeBatch? Doubtful(IReadOnlyList<PeerInfo> free, ChainPosition position)
    {
        if (_doubtful is not { } range)
        {
            return null;
        }

        if (range.From > position.Finalized
            && _known.Witness(free, range.From, range.From + range.Count - 1) is { Status: { } status } witness)
        {
            return BatchOf(witness.Peer, range.From, range.Count, status, position);
        }

        _known.TakeAsEmpty(range.From, range.From + range.Count - 1);
        (_doubtful, _next) = (null, range.From + range.Count);
        return null;
    }

    private RangeBatch Following(PeerInfo best, ChainPosition position)
    {
        var head = HeadOf(best.Status!, position);
        // Where ranges did not connect to the head, it is on another chain than the peers': they parted before it.
        var start = Math.Max(position.Finalized + 1, position.Head + 1 > _back ? position.Head + 1 - _back : 1);
        var from = _next is { } next && next <= head && (next > position.Head || _isBack) ? next : start;
        return BatchOf(best.Peer, from, Math.Min((ulong)settings.Range, head - from + 1), best.Status!, position);
    }

    private static RangeBatch BatchOf(string peer, Slot from, ulong count, Status status, ChainPosition position) =>
        new(peer, from, count, HeadOf(status, position))
        {
            Clock = position.Clock,
            Claims = (status.EarliestAvailableSlot <= from, status.HeadSlot <= position.Clock),
        };

    /// <summary>Turns to another peer where there is one; the answer of the slow one is not waited for any more.</summary>
    private void GiveUpSlow(ChainPosition position, DateTimeOffset now, IReadOnlyList<PeerInfo> peers)
    {
        if (_stage == Stage.Columns)
        {
            _question = null;
            _batch!.ColumnParts!.Dequeue();
        }
        else if (_stage == Stage.Blobs)
        {
            GiveUpBlobs(now);
        }
        else if (_known.Free(PeersAhead(position, peers), position.Head + 1).Any(peer => peer.Peer != _batch!.Peer))
        {
            _question = null;
            Fail(now);
        }
        else
        {
            _due = now + settings.RangePatience;
        }
    }

    private Question Ask(IPeerRequest request, Func<ulong> ids, DateTimeOffset now)
    {
        _question = ids();
        var asked = _stage == Stage.Blobs ? _batch!.BlobPeers!.Peek() : _batch!.Peer;
        var part = _stage == Stage.Columns ? _batch.ColumnParts!.Peek() : (Peer: asked, Columns: ColumnSet.None);
        var data = _stage == Stage.Blobs ? BlobsIn(_batch!) : _batch!.Blocks.Count(HasData) * part.Columns.Count;
        _due = now + settings.RangePatienceFor((int)_batch!.Count + data, _failures);
        return new Question(_question.Value, part.Peer, request);
    }

    /// <summary>A peer's head as far as the clock allows.</summary>
    private static Slot HeadOf(Status status, ChainPosition position) => Math.Min(status.HeadSlot, position.Clock);
}
