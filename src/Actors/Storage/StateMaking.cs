using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Storage;

/// <summary>
/// How one state of the finalized past is made, without actors and clocks: from the snapshot or a state that is here still, a page of
/// blocks after the other, and then over the slots that were skipped. Each step says what is to be asked next; answers that belong to
/// another step are not taken.
/// </summary>
internal sealed class StateMaking(ulong id, IPastStateQuestion question, ChainSpec spec, HistorySettings settings)
{
    private object? _awaited;
    private Slot _slot;
    private BeaconState? _state;
    private Root _root;

    /// <summary>Names the making in jobs of the pool.</summary>
    public ulong Id => id;

    /// <summary>What was asked.</summary>
    public IPastStateQuestion Question => question;

    /// <summary>The blocks that were replayed so far.</summary>
    public int Replayed { get; private set; }

    /// <summary>The state, where it is made.</summary>
    public PastState? Made { get; private set; }

    /// <summary>Why it is not made.</summary>
    public NoPastState? Failure { get; private set; }

    /// <summary>True where nothing is to be asked any more.</summary>
    public bool IsOver => Made is not null || Failure is not null;

    /// <summary>The first question, for storage.</summary>
    public object Begin() => _awaited = new LocateState(question);

    /// <summary>Goes on where it is known which slot it is, from the best of the states that are here or the snapshot.</summary>
    public object? On(StateLocated located, IEnumerable<PastState> recent)
    {
        if (_awaited is not LocateState || !ReferenceEquals(located.Question, question))
        {
            return null;
        }

        if (located.Slot is not { } slot)
        {
            return Fail(
                PastStateProblem.Unknown, $"no finalized block or slot of this chain is known by it (finalized up to {located.Anchor})");
        }

        _slot = slot;
        if (located.Snapshot is not { } snapshot)
        {
            return Fail(
                PastStateProblem.Gone, $"no state at or before slot {slot} is kept; the chain is kept from slot {located.Oldest} on");
        }

        var from = recent.Where(made => made.State.Slot <= slot && made.State.Slot >= snapshot).MaxBy(static made => made.State.Slot);
        if (slot - (from?.State.Slot ?? snapshot) > (Slot)settings.Replayed)
        {
            return Fail(
                PastStateProblem.Gone,
                $"the last state before slot {slot} is of slot {snapshot}, and no more than {settings.Replayed} slots are replayed");
        }

        if (from is not null)
        {
            (_state, _root) = (from.State, from.BlockRoot);
            return Next();
        }

        return _awaited = new LoadSnapshot(slot);
    }

    /// <summary>Goes on with the bytes of the snapshot.</summary>
    public object? On(SnapshotLoaded loaded)
    {
        if (_awaited is not LoadSnapshot { AtOrBefore: var asked } || loaded.AtOrBefore != asked)
        {
            return null;
        }

        if (loaded.State is not { } bytes)
        {
            return Fail(PastStateProblem.Gone, $"the state before slot {_slot} was dropped meanwhile");
        }

        _root = bytes.BlockRoot;
        return _awaited = new DecodeState(id, WorkPriority.Attestation, spec, bytes);
    }

    /// <summary>Goes on with the state of the snapshot.</summary>
    public object? On(StateDecoded decoded)
    {
        if (_awaited is not DecodeState || decoded.RequestId != id)
        {
            return null;
        }

        return decoded.State is { } state ? Take(state) : NotDone(decoded.Error, decoded.Dropped);
    }

    /// <summary>Goes on with blocks, which must follow each other from the state on.</summary>
    public object? On(FinalizedBlocks page)
    {
        if (_awaited is not LoadFinalized { After: var after } || page.After != after)
        {
            return null;
        }

        // Behind the slot it is nothing to this state.
        if (page.Damaged is { } damaged && !(page.DamagedFrom > _slot))
        {
            return Fail(PastStateProblem.Failed, damaged);
        }

        var blocks = page.Blocks.TakeWhile(pair => pair.Block.Message.Slot <= _slot).ToArray();
        if (blocks.Length == 0)
        {
            return Advance();
        }

        var parent = _root;
        foreach (var (root, block) in blocks)
        {
            if (block.Message.ParentRoot != parent)
            {
                return Fail(
                    PastStateProblem.Failed,
                    $"block {block.Message.ParentRoot}, on which block {root} of slot {block.Message.Slot} stands, is missing");
            }

            parent = root;
        }

        Replayed += blocks.Length;
        var replay = new StateReplay(_state!, [.. blocks.Select(static pair => pair.Block.Message)]);
        return _awaited = new RegenerateState(parent, WorkPriority.Attestation, replay);
    }

    /// <summary>Goes on behind a page.</summary>
    public object? On(StateRegenerated done)
    {
        if (_awaited is not RegenerateState { Root: var root } || done.Root != root)
        {
            return null;
        }

        _root = root;
        return done.State is { } state
            ? Take(state)
            : NotDone(done.Refusal is { } refusal ? $"blocks or states are damaged: {refusal}" : null, done.Dropped);
    }

    /// <summary>Ends with the state of a slot that was skipped.</summary>
    public object? On(SlotsAdvanced advanced)
    {
        if (_awaited is not AdvanceSlots || advanced.RequestId != id)
        {
            return null;
        }

        return advanced.State is { } state ? End(state) : NotDone(advanced.Refusal?.ToString(), advanced.Dropped);
    }

    /// <summary>Ends where storage could not answer.</summary>
    public object? On(StorageFailed failed) =>
        ReferenceEquals(failed.Question, _awaited) ? Fail(PastStateProblem.Failed, failed.Reason) : null;

    /// <summary>Ends where an answer does not come.</summary>
    public void GiveUp() => Fail(PastStateProblem.Failed, $"nobody answered within {settings.Patience}: {_awaited?.GetType().Name}");

    private object? Take(BeaconState state)
    {
        _state = state;
        return Next();
    }

    private object? Next() => _state!.Slot == _slot ? End(_state) : _awaited = new LoadFinalized(_state.Slot, settings.Page);

    private object? Advance() => _awaited = new AdvanceSlots(id, _state!, _slot) { Priority = WorkPriority.Attestation };

    private object? End(BeaconState state)
    {
        // An index may lead to another one than was asked for.
        if (question is LoadStateByRoot(var root) && state.HashTreeRoot() is var own && own != root)
        {
            return Fail(PastStateProblem.Failed, $"the stored index leads to the state {own} of slot {state.Slot}, not {root}");
        }

        _awaited = null;
        Made = new PastState(question, state, _root, Replayed);
        return null;
    }

    private object? NotDone(string? error, WorkDrop? dropped) => error is not null
        ? Fail(PastStateProblem.Failed, error)
        : Fail(
            dropped == WorkDrop.Full ? PastStateProblem.Busy : PastStateProblem.Failed,
            $"the pool of work did not do it: {dropped}");

    private object? Fail(PastStateProblem problem, string reason)
    {
        _awaited = null;
        Failure = new NoPastState(question, problem, reason);
        return null;
    }
}
