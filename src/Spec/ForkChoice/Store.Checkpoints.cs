using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.ForkChoice;

public sealed partial class Store
{
    private BeaconState JustifiedState => CheckpointState(JustifiedCheckpoint);

    /// <summary>
    /// The state of a checkpoint: its block's, advanced to the epoch's start where it is behind; frozen and kept (`phase0/fork-choice.md#store_target_checkpoint_state`). The block must be known
    /// (KeyNotFoundException). The first call costs an epoch transition for each epoch between.
    /// </summary>
    public BeaconState CheckpointState(Checkpoint checkpoint)
    {
        if (_checkpointStates.TryGetValue(checkpoint, out var known))
        {
            return known;
        }

        var state = _blocks[checkpoint.Root].State;
        var start = Misc.ComputeStartSlotAtEpoch(Preset, checkpoint.Epoch);
        if (state.Slot < start)
        {
            var (advanced, refusal) = StateTransition.AdvanceTo(state, start, _verifier);
            state = advanced ?? throw new InvalidOperationException($"a state of slot {state.Slot} does not reach slot {start}: {refusal}");
            state.Freeze();
        }

        _checkpointStates.Add(checkpoint, state);
        return state;
    }

    /// <summary>Keeps a checkpoint's state that was advanced elsewhere, so that <see cref="CheckpointState"/> need not.</summary>
    public void AddCheckpointState(Checkpoint checkpoint, BeaconState state)
    {
        state.Freeze();
        _checkpointStates.TryAdd(checkpoint, state);
    }

    /// <summary>Takes higher checkpoints (`phase0/fork-choice.md#update_checkpoints`).</summary>
    internal void UpdateCheckpoints(Checkpoint justifiedCheckpoint, Checkpoint finalizedCheckpoint)
    {
        if (justifiedCheckpoint.Epoch > JustifiedCheckpoint.Epoch)
        {
            JustifiedCheckpoint = justifiedCheckpoint;
        }

        if (finalizedCheckpoint.Epoch > FinalizedCheckpoint.Epoch)
        {
            FinalizedCheckpoint = finalizedCheckpoint;
            Changed();
        }
    }

    /// <summary>Takes higher unrealized checkpoints (`phase0/fork-choice.md#update_unrealized_checkpoints`).</summary>
    internal void UpdateUnrealizedCheckpoints(Checkpoint unrealizedJustifiedCheckpoint, Checkpoint unrealizedFinalizedCheckpoint)
    {
        if (unrealizedJustifiedCheckpoint.Epoch > UnrealizedJustifiedCheckpoint.Epoch)
        {
            UnrealizedJustifiedCheckpoint = unrealizedJustifiedCheckpoint;
        }

        if (unrealizedFinalizedCheckpoint.Epoch > UnrealizedFinalizedCheckpoint.Epoch)
        {
            UnrealizedFinalizedCheckpoint = unrealizedFinalizedCheckpoint;
        }
    }
}
