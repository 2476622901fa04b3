using System.Diagnostics.CodeAnalysis;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.ForkChoice;

public sealed partial class Store
{
    /// <summary>
    /// The most states of checkpoints that are kept besides those of the justified and the finalized one; without finality the oldest go,
    /// and are computed again where somebody asks. Votes ask for two epochs, each on some branches.
    /// </summary>
    public const int MaxCheckpointStates = 16;

    /// <summary>
    /// The state of a checkpoint: its block's, advanced to the epoch's start where it is behind; frozen and kept
    /// (`phase0/fork-choice.md#store_target_checkpoint_state`). Refuses an unknown block, and a state that an upgrade between refuses. The
    /// first call costs an epoch transition for each epoch between.
    /// </summary>
    public Refusal? StoreTargetCheckpointState(Checkpoint target, [MaybeNull] out BeaconState state)
    {
        if (_checkpointStates.TryGetValue(target, out state))
        {
            return null;
        }

        if (!_blocks.TryGetValue(target.Root, out var block))
        {
            return Refusal.Because("target.root in store.blocks");
        }

        if (target.Epoch > ulong.MaxValue / Preset.SlotsPerEpoch)
        {
            return Refusal.Because("the target's epoch has no first slot");
        }

        var start = Misc.ComputeStartSlotAtEpoch(Preset, target.Epoch);
        var (advanced, refusal) = block.State.Slot < start ? StateTransition.AdvanceTo(block.State, start, Verifier) : (block.State, null);
        if (advanced is null)
        {
            return refusal;
        }

        state = advanced;
        AddCheckpointState(target, state);
        return null;
    }

    /// <summary>
    /// Keeps a checkpoint's state that was advanced elsewhere, so that <see cref="StoreTargetCheckpointState"/> need not.
    /// </summary>
    public void AddCheckpointState(Checkpoint checkpoint, BeaconState state)
    {
        state.Freeze();
        if (!_checkpointStates.TryAdd(checkpoint, state) || _checkpointStates.Count <= MaxCheckpointStates + 2)
        {
            return;
        }

        var oldest = _checkpointStates.Keys
            .Where(kept => kept != JustifiedCheckpoint && kept != FinalizedCheckpoint && kept != checkpoint)
            .MinBy(static kept => kept.Epoch);
        _checkpointStates.Remove(oldest!);
    }

    /// <summary>Takes higher checkpoints of known blocks (`phase0/fork-choice.md#update_checkpoints`).</summary>
    internal void UpdateCheckpoints(Checkpoint justifiedCheckpoint, Checkpoint finalizedCheckpoint)
    {
        if (justifiedCheckpoint.Epoch > JustifiedCheckpoint.Epoch && _blocks.ContainsKey(justifiedCheckpoint.Root))
        {
            JustifiedCheckpoint = justifiedCheckpoint;
        }

        if (finalizedCheckpoint.Epoch > FinalizedCheckpoint.Epoch && _blocks.ContainsKey(finalizedCheckpoint.Root))
        {
            FinalizedCheckpoint = finalizedCheckpoint;
            Changed();
        }
    }

    /// <summary>Takes higher unrealized checkpoints of known blocks (`phase0/fork-choice.md#update_unrealized_checkpoints`).</summary>
    internal void UpdateUnrealizedCheckpoints(Checkpoint unrealizedJustifiedCheckpoint, Checkpoint unrealizedFinalizedCheckpoint)
    {
        if (unrealizedJustifiedCheckpoint.Epoch > UnrealizedJustifiedCheckpoint.Epoch
            && _blocks.ContainsKey(unrealizedJustifiedCheckpoint.Root))
        {
            UnrealizedJustifiedCheckpoint = unrealizedJustifiedCheckpoint;
        }

        if (unrealizedFinalizedCheckpoint.Epoch > UnrealizedFinalizedCheckpoint.Epoch
            && _blocks.ContainsKey(unrealizedFinalizedCheckpoint.Root))
        {
            UnrealizedFinalizedCheckpoint = unrealizedFinalizedCheckpoint;
        }
    }
}
