using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Chain;

/// <summary>
/// Post-states: which stay in memory while nothing is finalized (<see cref="StateRetention"/>). What needs one that was let go, or that
/// of a checkpoint, has a worker make it, and goes on when it is here: no transition runs on this thread.
/// </summary>
public sealed partial class ChainCore
{
    private readonly StateRetention _retention;
    private readonly HashSet<Root> _regenerating = [];
    private readonly Queue<IActorRef> _dumpAskers = new();

    /// <summary>A state that was let go is here again, or nobody made it: then whoever needs it asks once more.</summary>
    public void On(StateRegenerated done)
    {
        _regenerating.Remove(done.Root);
        if (done.Refusal is { } refusal)
        {
            _ports.Warn($"the state of block {done.Root} cannot be made again: {refusal}");
        }

        if (done.State is { } state && _store.Blocks.TryGetValue(done.Root, out var block))
        {
            block.KeepState(state);
            Note(block);
            ResumeStates();
        }
    }

    /// <summary>Tells whether a block's post-state is here; where it is not, a worker makes it again.</summary>
    private bool HasState(StoreBlock block)
    {
        if (block.KeptState is null && _regenerating.Add(block.Root))
        {
            _ports.Transition(new RegenerateState(block.Root, WorkPriority.Block, StateReplay.Of(block)));
        }

        return block.KeptState is not null;
    }

    /// <summary>
    /// Tells whether the state is here that weighs votes if a checkpoint is justified; where it is not, a worker makes it. True for one
    /// that the store would not take.
    /// </summary>
    private bool HasState(Checkpoint checkpoint)
    {
        var isOlder = checkpoint.Epoch <= _store.JustifiedCheckpoint.Epoch && checkpoint != _store.JustifiedCheckpoint;
        if (isOlder || !_store.Blocks.TryGetValue(checkpoint.Root, out var block))
        {
            return true;
        }

        var start = Misc.ComputeStartSlotAtEpoch(_spec.Preset, checkpoint.Epoch);
        if (!HasState(block) || block.Slot >= start || _store.CheckpointStates.ContainsKey(checkpoint))
        {
            return block.KeptState is not null;
        }

        if (_advanced.Find(checkpoint.Root, start) is { } state)
        {
            _store.AddCheckpointState(checkpoint, state);
            return true;
        }

        Advance(block, start, WorkPriority.Block);
        return false;
    }

    /// <summary>Tells whether votes can be weighed without a transition; where they cannot, a worker makes the state they need.</summary>
    private bool IsWeighable() => HasState(_store.JustifiedCheckpoint);

    /// <summary>Tells the same of the store with a block in it, whose post-state may justify another checkpoint.</summary>
    private bool IsWeighableWith(BlockImport import) =>
        IsWeighable() & HasState(import.PostState!.CurrentJustifiedCheckpoint) & HasState(import.PulledUpTip!.Justified);

    /// <summary>Goes on with what waits for states.</summary>
    private void ResumeStates()
    {
        foreach (var import in _imports.Values.Where(static import => import.AwaitsStates).OrderBy(static import => import.Slot).ToArray())
        {
            if (_imports.GetValueOrDefault(import.Root) == import)
            {
                import.StageSince = CurrentSlot;
                Accept(import);
            }
        }

        UpdateHead();
    }

    /// <summary>Lets post-states go that need not stay, here and in the view.</summary>
    private void LetStatesGo()
    {
        var kept = _store.Blocks.Values
            .Where(static block => block.KeptState is not null)
            .Select(static block => (block.Root, block.Slot))
            .ToList();
        var stay = _retention.Choose(kept, _head?.Slot ?? kept.Max(static block => block.Slot));
        if (stay.Count == kept.Count || _store.LetStatesGo(block => stay.Contains(block.Root)) == 0)
        {
            return;
        }

        foreach (var (root, _) in kept)
        {
            if (!stay.Contains(root) && _store.Blocks[root] is { KeptState: null } block)
            {
                Note(block);
            }
        }

        Show();
    }
}
