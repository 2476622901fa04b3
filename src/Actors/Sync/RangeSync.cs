using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;

namespace Consensoor.Actors.Sync;

/// <summary>
/// Catches up with the best peer, a range of slots after the other, as a machine that is handed the time: a range is fetched
/// (<see cref="RangeFetch"/>) and given to the chain; the next one begins after the head, and others are fetched ahead of their turn. A
/// range that fails, or that a peer is slow to give, is asked of another peer; when all have failed, after a wait again, until the tries
/// are used up. Then the run ends, and another begins later where the node is still behind. Whom to believe and to ask first,
/// <see cref="RangePeers"/> decides.
/// </summary>
internal sealed partial class RangeSync(
    SyncSettings settings, ChainSpec spec, Func<PeerInfo, ColumnSet>? columnsOf = null, Func<RangeBatch, long>? bytesOf = null)
{
    private readonly RangePeers _known = new(settings);
    private readonly Func<PeerInfo, ColumnSet> _columnsOf = columnsOf ?? (static _ => ColumnSet.All);
    private Stage _stage = Stage.Idle;
    // The range whose turn it is.
    private RangeFetch? _fetch;
    private RangeBatch? _ready;
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
        Fetch,
        Import,
    }

    /// <summary>True from the first range to the last.</summary>
    public bool IsRunning => _stage != Stage.Idle;

    /// <summary>Says why the last run ended, for the log.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Gives the columns that this node samples.</summary>
    public ColumnSet Sampled { get; set; } = ColumnSet.All;

    /// <summary>Says what is being done, or why nothing is.</summary>
    public string Doing => _stage switch
    {
        Stage.Idle => "nothing",
        Stage.Wanted when _failures > 0 => $"all peers failed {_failures} times; they are asked again at {_due:HH:mm:ss}",
        Stage.Wanted => "a peer is chosen",
        Stage.Import => $"the chain imports slots {Batch.From} to {Batch.From + Batch.Count - 1} of {Batch.Peer}, "
            + $"{Batch.Settled.Count} of {Batch.Blocks.Count} blocks so far{DoingAhead}",
        _ => _fetch!.Doing + DoingAhead,
    };

    /// <summary>When there is something to do if nothing else happens; null where nothing is.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            DateTimeOffset? due = _stage == Stage.Fetch ? _fetch!.Due : _stage != Stage.Idle || _failures > 0 ? _due : null;
            return AheadDue is { } ahead && !(due < ahead) ? ahead : due;
        }
    }

    private RangeBatch Batch => _fetch!.Batch;

    /// <summary>
    /// The next question to ask now, null where there is none: those that may be are under way, the chain is busy with what came, it is too
    /// early, or nobody is ahead.
    /// </summary>
    public Question? Next(ChainPosition position, DateTimeOffset now, IReadOnlyList<PeerInfo> peers, Func<ulong> ids) =>
        NextInTurn(position, now, peers, ids) ?? NextAhead(position, now, peers, ids);

    /// <summary>Takes out a range that goes to the chain without a last answer: nobody is left to ask, or it was fetched ahead.</summary>
    public RangeBatch? TakeReady()
    {
        var ready = _ready;
        _ready = null;
        return ready;
    }

    /// <summary>A peer answered; nothing follows from an answer nobody waits for.</summary>
    public RangeStep Answer(PeerAnswered answer, DateTimeOffset now)
    {
        if (_stage != Stage.Fetch || !_fetch!.Awaits(answer.RequestId))
        {
            return AnswerAhead(answer);
        }

        if (_fetch.Answer(answer) is { } fault)
        {
            var peer = Batch.Peer;
            Fail(now, fault.IsDoubted);
            return StepOf(peer, fault);
        }

        return _fetch.IsDone ? new RangeStep(Done(now)) : RangeStep.Nothing;
    }

    /// <summary>The chain said what became of a block of the range.</summary>
    public RangeStep Settle(ImportOutcome outcome, DateTimeOffset now)
    {
        if (_stage != Stage.Import || _fetch is not { Batch: var batch } || outcome.Verdict == ImportVerdict.Waiting)
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
        var from = _next is { } next && next <= head && (next > position.Head || _isBack) ? next : StartOf(position);
        return BatchOf(best.Peer, from, Math.Min(CountFrom(from), head - from + 1), best.Status!, position);
    }

    // Where ranges did not connect to the head, it is on another chain than the peers': they parted before it.
    private Slot StartOf(ChainPosition position) =>
        Math.Max(position.Finalized + 1, position.Head + 1 > _back ? position.Head + 1 - _back : 1);

    private static RangeBatch BatchOf(string peer, Slot from, ulong count, Status status, ChainPosition position) =>
        new(peer, from, count, HeadOf(status, position))
        {
            Clock = position.Clock,
            Claims = (status.EarliestAvailableSlot <= from, status.HeadSlot <= position.Clock),
        };

    private static RangeStep StepOf(string peer, RangeFault fault) => fault.Offence is { } offence
        ? new RangeStep(null, [peer], offence, fault.Reason)
        : RangeStep.Nothing;

    /// <summary>A peer's head as far as the clock allows.</summary>
    private static Slot HeadOf(Status status, ChainPosition position) => Math.Min(status.HeadSlot, position.Clock);
}
