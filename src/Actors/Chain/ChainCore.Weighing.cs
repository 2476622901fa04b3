using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Chain;

/// <summary>
/// States by which votes are weighed and heads are shown: where one is not here, of a checkpoint or of a block far behind, workers make it,
/// and what waits goes on then. No transition runs on this thread.
/// </summary>
public sealed partial class ChainCore
{
    private readonly Queue<IActorRef> _dumpAskers = new();

    /// <summary>Tells whether a block's post-state and body are here; where they are not, they are brought back.</summary>
    private bool HasState(StoreBlock block)
    {
        var isHere = Restore.IsHere(block);
        if (isHere)
        {
            return true;
        }

        var underWay = _restores.Find(restore => restore.Block == block);
        if (underWay is null or { IsOwn: false })
        {
            // One that is under way for a peer is hurried, and has this wait for it too.
            WithState(block, static () => true, ResumeStates, static _ => { }, isOwn: true);
        }

        return isHere;
    }

    /// <summary>
    /// Tells whether the state is here that weighs votes if a checkpoint is justified; where it is not, a worker makes it. True for one
    /// that the store would not take.
    /// </summary>
    private bool HasState(Checkpoint checkpoint)
    {
        var isOlder = checkpoint.Epoch <= _store.JustifiedCheckpoint.Epoch && checkpoint != _store.JustifiedCheckpoint;
        return isOlder || HasStateOf(checkpoint);
    }

    /// <summary>
    /// Tells whether the state of a checkpoint is here; where it is not, a worker makes it. True where its block is unknown.
    /// </summary>
    private bool HasStateOf(Checkpoint checkpoint)
    {
        if (!_store.Blocks.TryGetValue(checkpoint.Root, out var block))
        {
            return true;
        }

        var start = Misc.ComputeStartSlotAtEpoch(_spec.Preset, checkpoint.Epoch);
        if (!HasState(block))
        {
            return false;
        }

        if (block.Slot >= start || _store.CheckpointStates.ContainsKey(checkpoint))
        {
            return true;
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

    /// <summary>
    /// Goes on with what waits for states. A block of a peer is given up where they do not come; one out of storage waits on, since it
    /// comes once.
    /// </summary>
    private void ResumeStates()
    {
        foreach (var import in _imports.Values.Where(static import => import.AwaitsStates).OrderBy(static import => import.Slot).ToArray())
        {
            if (_imports.GetValueOrDefault(import.Root) == import)
            {
                if (import.Source is Source.Replay)
                {
                    import.StageSince = CurrentSlot;
                }

                Accept(import);
            }
        }

        Confirm();
        UpdateHead();
    }
}
