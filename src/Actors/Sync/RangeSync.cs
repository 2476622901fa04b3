using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Kzg;

namespace Consensoor.Actors.Sync;

/// <summary>
/// Catches up with the best peer, a range of slots after the other, as a machine that is handed the time: blocks, then their envelopes and
/// columns where there are any, then the chain; the next range begins after the head. A range that fails is asked of another peer; when all
/// have failed, after a wait again, until the tries are used up. Then the run ends, and another begins later where the node is still
/// behind.
/// </summary>
internal sealed class RangeSync(SyncSettings settings, ChainSpec spec)
{
    private readonly HashSet<string> _failed = new(StringComparer.Ordinal);
    private Stage _stage = Stage.Idle;
    private RangeBatch? _batch;
    private ulong? _question;
    private Slot? _next;
    private ulong _back;
    private bool _isBack;
    private int _failures;
    private DateTimeOffset _due;

    private enum Stage
    {
        Idle,
        Wanted,
        Blocks,
        Envelopes,
        Columns,
        Import,
    }

    /// <summary>True from the first range to the last.</summary>
    public bool IsRunning => _stage != Stage.Idle;

    /// <summary>Says why the last run ended, for the log.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>When there is something to do if nothing else happens; null where nothing is.</summary>
    public DateTimeOffset? NextDue => _stage is Stage.Wanted or Stage.Import || (_stage == Stage.Idle && _failures > 0) ? _due : null;

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

        if (_stage is Stage.Envelopes or Stage.Columns && _question is null)
        {
            return Ask(RequestOf(_batch!, _stage), ids);
        }

        if (_stage is not (Stage.Idle or Stage.Wanted) || now < _due)
        {
            return null;
        }

        var ahead =
            peers.Where(peer => peer.Status is { } status && HeadOf(status, position) > position.Head + (ulong)settings.Tolerance).ToList();
        if (ahead.Count == 0)
        {
            (_failures, _stage, _next) = (0, Stage.Idle, null);
            _failed.Clear();
            Reason = "no peer is ahead";
            return null;
        }

        if (ahead.Where(peer => !_failed.Contains(peer.Peer)).ToList() is not { Count: > 0 } free)
        {
            _failed.Clear();
            GiveUpOrWait(now);
            return null;
        }

        var best = free.OrderByDescending(static peer => peer.Score)
            .ThenByDescending(peer => peer.Status!.EarliestAvailableSlot <= position.Head + 1)
            .ThenByDescending(static peer => peer.Status!.FinalizedEpoch)
            .ThenByDescending(static peer => peer.Status!.HeadSlot)
            .ThenBy(static peer => peer.Peer, StringComparer.Ordinal)
            .First();
        var head = HeadOf(best.Status!, position);
        // Where ranges did not connect to the head, it is on another chain than the peers': they parted before it.
        var start = Math.Max(position.Finalized + 1, position.Head + 1 > _back ? position.Head + 1 - _back : 1);
        var from = _next is { } next && next <= head && (next > position.Head || _isBack) ? next : start;
        _isBack = from <= position.Head;
        _batch = new RangeBatch(best.Peer, from, Math.Min((ulong)settings.Range, head - from + 1), head);
        _stage = Stage.Blocks;
        return Ask(RequestOf(_batch, _stage), ids);
    }

    /// <summary>A peer answered; nothing follows from an answer nobody waits for.</summary>
    public RangeStep Answer(PeerAnswered answer, DateTimeOffset now)
    {
        if (_question != answer.RequestId || _batch is not { } batch)
        {
            return RangeStep.Nothing;
        }

        _question = null;
        if (answer.Result != PeerResult.Answered)
        {
            Fail(now);
            return RangeStep.Nothing;
        }

        if (Take(batch, answer.Items) is { } wrong)
        {
            Fail(now);
            return new RangeStep(null, batch.Peer, wrong.Offence, wrong.Reason);
        }

        if (batch.Blocks.Count == 0)
        {
            // Nobody proposed there; what lies behind is asked next.
            (_next, _stage, _due) = (batch.From + batch.Count, Stage.Wanted, now);
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
            Fail(now);
            return new RangeStep(null, batch.Peer, PeerOffence.Invalid, $"block {outcome.Root}: {outcome.Refusal}");
        }

        if (outcome.Verdict == ImportVerdict.Dropped)
        {
            Fail(now);
            return RangeStep.Nothing;
        }

        batch.Settled.Add(outcome.Root);
        if (batch.Settled.Count == batch.Blocks.Count)
        {
            EndRange(now);
        }

        return RangeStep.Nothing;
    }

    private Question Ask(IPeerRequest request, Func<ulong> ids)
    {
        _question = ids();
        return new Question(_question.Value, _batch!.Peer, request);
    }

    private static IPeerRequest RequestOf(RangeBatch batch, Stage stage) => stage switch
    {
        Stage.Blocks => new BeaconBlocksByRange(batch.From, batch.Count),
        Stage.Envelopes => new ExecutionPayloadEnvelopesByRange(batch.From, batch.Count),
        _ => new DataColumnSidecarsByRange(
            batch.From, batch.Count, [.. Enumerable.Range(0, KzgSizes.CellsPerExtBlob).Select(static index => (ulong)index)]),
    };

    /// <summary>A peer's head as far as the clock allows.</summary>
    private static Slot HeadOf(Status status, ChainPosition position) => Math.Min(status.HeadSlot, position.Clock);

    /// <summary>Keeps what the stage asked for; or says what is wrong with it.</summary>
    private (PeerOffence Offence, string Reason)? Take(RangeBatch batch, IReadOnlyList<object> items)
    {
        switch (_stage)
        {
            case Stage.Blocks:
                batch.Blocks = [.. items.OfType<SignedBeaconBlock>()];
                var slots = batch.Blocks.Select(static block => block.Message.Slot).ToList();
                if (slots.Count != items.Count
                    || !slots.All(batch.Contains)
                    || slots.Zip(slots.Skip(1)).Any(static pair => pair.First >= pair.Second))
                {
                    return (PeerOffence.Invalid, $"no blocks of slots {batch.From} to {batch.From + batch.Count - 1} in order");
                }

                return slots.Count == 0 && batch.Contains(batch.PeerHead)
                    ? (PeerOffence.Unhelpful, $"no block up to its own head in slot {batch.PeerHead}")
                    : null;
            case Stage.Envelopes:
                batch.Envelopes = [.. items.OfType<SignedExecutionPayloadEnvelope>()];
                return batch.Envelopes.Count == items.Count
                    && batch.Envelopes.All(envelope => batch.Contains(envelope.Message.Payload.SlotNumber))
                    ? null
                    : (PeerOffence.Invalid, $"no envelopes of slots {batch.From} to {batch.From + batch.Count - 1}");
            default:
                batch.Columns = [.. items.OfType<DataColumnSidecar>()];
                return batch.Columns.Count == items.Count ? null : (PeerOffence.Invalid, "no columns");
        }
    }

    private Stage NextStage(RangeBatch batch)
    {
        if (_stage == Stage.Blocks && batch.Blocks.Any(block => ForkOf(block) >= ForkName.Gloas))
        {
            return Stage.Envelopes;
        }

        return _stage is Stage.Blocks or Stage.Envelopes && batch.Blocks.Any(HasData) ? Stage.Columns : Stage.Import;
    }

    private ForkName ForkOf(SignedBeaconBlock block) => spec.ForkAtSlot(block.Message.Slot);

    /// <summary>Blobs are asked for as columns from fulu on; before, the chain does not collect them.</summary>
    private bool HasData(SignedBeaconBlock block)
    {
        var body = block.Message.Body;
        return ForkOf(block) >= ForkName.Fulu
            && (body.SignedExecutionPayloadBid?.Message.BlobKzgCommitments ?? body.BlobKzgCommitments) is { Count: > 0 };
    }

    /// <summary>
    /// True where the head has passed a range after it; of a range that went back before the head, the head says nothing.
    /// </summary>
    private bool IsBehindHead(ChainPosition position) => !_isBack && position.Head >= _batch!.Blocks[^1].Message.Slot;

    /// <summary>Ends a range whose time is over, or that the head has passed.</summary>
    private void EndImport(ChainPosition position, DateTimeOffset now)
    {
        if (IsBehindHead(position))
        {
            EndRange(now);
        }
        else if (_batch!.From <= position.Finalized + 1)
        {
            // It goes back as far as two chains may part: the chain has other reasons to keep it waiting.
            _back = 0;
            Fail(now);
        }
        else
        {
            _back = Math.Max((ulong)settings.Range, 2 * _back);
            (_batch, _stage, _next, _due) = (null, Stage.Wanted, null, now);
        }
    }

    private void EndRange(DateTimeOffset now)
    {
        // The next range begins behind this one, though the head may not have moved: a chain that takes over has to be there first.
        (_next, _back, _failures) = (_batch!.From + _batch.Count, 0, 0);
        if (_next > _batch.PeerHead)
        {
            // It has no more; where the head is still behind it, its chain is not the better one.
            _failed.Add(_batch.Peer);
            _next = null;
        }

        (_batch, _stage, _due) = (null, Stage.Wanted, now);
    }

    /// <summary>The peer is not asked again before all others were; the next range begins after the head.</summary>
    private void Fail(DateTimeOffset now)
    {
        _failed.Add(_batch!.Peer);
        (_batch, _stage, _next, _due) = (null, Stage.Wanted, null, now);
    }

    private void GiveUpOrWait(DateTimeOffset now)
    {
        _failures++;
        _due = now + settings.BackOffAfter(_failures);
        if (_failures >= settings.Tries)
        {
            _stage = Stage.Idle;
            Reason = $"all peers failed {_failures} times";
            (_failures, _due) = (1, now + settings.MaxBackOff);
        }
    }
}
