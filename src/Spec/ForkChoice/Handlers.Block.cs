using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Epochs;
using Consensoor.Spec.Transition.Helpers;
using static Consensoor.Spec.Transition.Refusal;

namespace Consensoor.Spec.ForkChoice;

public static partial class Handlers
{
    /// <summary>
    /// Takes a block (`phase0/fork-choice.md#on_block` and each later fork): <see cref="ValidateOnBlock"/>, its data, the state transition
    /// on its parent's state, <see cref="AcceptBlock"/>. A known block is accepted and changes nothing. The block's own attestations and
    /// slashings are the caller's to pass on.
    /// </summary>
    public static Refusal? OnBlock(Store store, SignedBeaconBlock signedBlock, StoreServices services) => Guarded.Refused(() =>
    {
        var block = signedBlock.Message;
        if (ForkOf(store, block, out var fork) is { } wrong)
        {
            return wrong;
        }

        var blockRoot = block.HashTreeRoot(store.Spec.Ssz(fork));
        if (store.Blocks.ContainsKey(blockRoot))
        {
            return null;
        }

        var refusal = ValidateOnBlock(store, block)
            ?? (fork is >= ForkName.Deneb and < ForkName.Gloas
                ? Require(services.DataAvailability.IsDataAvailable(block, blockRoot))
                : null);
        if (refusal is not null)
        {
            return refusal;
        }

        var preState = store.Blocks[block.ParentRoot].State;
        var (state, refused) =
            StateTransition.Apply(preState, signedBlock, services.Verifier, services.ExecutionEngine, validateResult: true);
        if (state is null)
        {
            return refused;
        }

        if (fork == ForkName.Bellatrix && IsMergeTransitionBlock(preState, block.Body)
            && MergeTransition.ValidateMergeBlock(store.Preset, store.Config, block, services.PowChain) is { } unmerged)
        {
            return unmerged;
        }

        return AcceptBlock(store, block, blockRoot, state);
    });

    /// <summary>
    /// What a block must be before its transition is worth computing: on top of a known block (and payload, from gloas on), not in the
    /// future, descended from the finalized checkpoint. Cheap.
    /// </summary>
    public static Refusal? ValidateOnBlock(Store store, BeaconBlock block)
    {
        if (ForkOf(store, block, out _) is { } wrong)
        {
            return wrong;
        }

        if (!store.Blocks.TryGetValue(block.ParentRoot, out var parent))
        {
            return Because("block.parent_root in store.block_states");
        }

        var finalized = store.FinalizedCheckpoint;
        return (parent.IsParentFull(block) ? Require(Payloads.IsPayloadVerified(parent)) : null)
            ?? Require(StoreTime.GetCurrentSlot(store) >= block.Slot)
            ?? Require(block.Slot > Misc.ComputeStartSlotAtEpoch(store.Preset, finalized.Epoch))
            ?? Require(finalized.Root == Ancestry.GetCheckpointBlock(store, block.ParentRoot, finalized.Epoch));
    }

    /// <summary>
    /// Takes a block whose transition is done and whose data is here: the second half of `on_block`, for callers that compute transitions
    /// elsewhere. Asks <see cref="ValidateOnBlock"/> again, as the store may have moved on. Freezes the state. A known block is accepted
    /// and changes nothing. Who computed the transition may have computed <see cref="ComputePulledUpTip"/> with it.
    /// </summary>
    public static Refusal? AcceptBlock(
        Store store, BeaconBlock block, Root blockRoot, BeaconState postState, PulledUpTip? pulledUpTip = null)
    {
        if (store.Blocks.ContainsKey(blockRoot))
        {
            return null;
        }

        if (ValidateOnBlock(store, block) is { } refusal)
        {
            return refusal;
        }

        var head = HeadSelection.GetHead(store);
        var tip = pulledUpTip ?? ComputePulledUpTip(postState);
        postState.Freeze();
        var added = new StoreBlock(store, blockRoot, block, postState, store.Blocks[block.ParentRoot]);
        store.Add(added);
        NotifyPtcMessages(store, added);
        RecordBlockTimeliness(store, added);
        UpdateProposerBoostRoot(store, head.Root, added);
        store.UpdateCheckpoints(postState.CurrentJustifiedCheckpoint, postState.FinalizedCheckpoint);
        TakePulledUpTip(store, added, tip);
        return null;
    }

    /// <summary>
    /// What would be justified and finalized if a post-state's epoch ended with it: the part of
    /// `phase0/fork-choice.md#compute_pulled_up_tip` that needs no store. From altair on it costs what the block voted
    /// (<see cref="TargetBalances"/>), and a pass over the registry for the first block of an epoch.
    /// </summary>
    public static PulledUpTip ComputePulledUpTip(BeaconState postState)
    {
        var balances = postState.ForkName < ForkName.Altair ? null : postState.Caches.TargetBalances(postState);
        var state = postState.Copy();
        if (balances is null)
        {
            EpochProcessing.ProcessJustificationAndFinalization(state);
        }
        else
        {
            EpochProcessing.ProcessJustificationAndFinalization(state, balances);
        }

        return new PulledUpTip(state.CurrentJustifiedCheckpoint, state.FinalizedCheckpoint);
    }

    /// <summary>`phase0/fork-choice.md#record_block_timeliness`, against both deadlines of gloas in every fork.</summary>
    private static void RecordBlockTimeliness(Store store, StoreBlock block)
    {
        var isCurrentSlot = StoreTime.GetCurrentSlot(store) == block.Slot;
        var timeIntoSlot = StoreTime.GetTimeIntoSlotMs(store);
        block.IsAttestationTimely =
            isCurrentSlot && timeIntoSlot < StoreTime.GetAttestationDueMs(store.Config, store.Times, block.Slot, block.Fork);
        block.IsPtcTimely = isCurrentSlot && timeIntoSlot < StoreTime.GetPayloadAttestationDueMs(store.Config, store.Times, block.Slot);
    }

    /// <summary>
    /// Boosts the first timely block of the slot, if the head's chain gives the same shuffling
    /// (`phase0/fork-choice.md#update_proposer_boost_root`).
    /// </summary>
    private static void UpdateProposerBoostRoot(Store store, Root head, StoreBlock block)
    {
        var epoch = StoreTime.GetCurrentStoreEpoch(store);
        if (block.IsAttestationTimely && store.ProposerBoostRoot == default
            && Ancestry.GetShufflingDependentRoot(store, head, epoch) == Ancestry.GetShufflingDependentRoot(store, block.Root, epoch))
        {
            store.ProposerBoostRoot = block.Root;
            store.Changed();
        }
    }

    private static void TakePulledUpTip(Store store, StoreBlock block, PulledUpTip tip)
    {
        block.UnrealizedJustification = tip.Justified;
        block.UnrealizedFinalization = tip.Finalized;
        store.UpdateUnrealizedCheckpoints(tip.Justified, tip.Finalized);
        if (Misc.ComputeEpochAtSlot(store.Preset, block.Slot) < StoreTime.GetCurrentStoreEpoch(store))
        {
            store.UpdateCheckpoints(tip.Justified, tip.Finalized);
        }
    }

    /// <summary>`is_merge_transition_block`, on a pre-state that may still be of the fork before.</summary>
    private static bool IsMergeTransitionBlock(BeaconState preState, BeaconBlockBody body) => preState.ForkName < ForkName.Bellatrix
        ? body.ExecutionPayload != ExecutionPayload.Default(preState.Spec.Ssz(ForkName.Bellatrix))
        : ExecutionPayloads.IsMergeTransitionBlock(preState, body);

    /// <summary>
    /// Refuses a block that was decoded as of another fork than its slot's, which lacks parts that everything below relies on.
    /// </summary>
    private static Refusal? ForkOf(Store store, BeaconBlock block, out ForkName fork)
    {
        fork = store.ForkAt(Misc.ComputeEpochAtSlot(store.Preset, block.Slot));
        return BlockProcessing.IsOfFork(block.Body, fork) ? null : Because($"a block of slot {block.Slot} is of {fork}");
    }
}
