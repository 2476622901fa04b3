using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.ForkChoice;

/// <summary>
/// Confirms blocks that honest nodes will not leave as long as votes arrive within their slot (`phase0/fast-confirmation.md`).
/// </summary>
public static class FastConfirmation
{
    /// <summary>Begins with the finalized block (`phase0/fast-confirmation.md#get_fast_confirmation_store`).</summary>
    public static FastConfirmationStore GetFastConfirmationStore(Store store) => new(store);

    /// <summary>
    /// Moves the confirmed block (`phase0/fast-confirmation.md#on_fast_confirmation`). For once a slot, when the votes of past slots are
    /// counted and before its own are due. Costs up to five passes over the votes or the registry, and the states of the checkpoints asked
    /// for; at an epoch's start most.
    /// </summary>
    public static void OnFastConfirmation(FastConfirmationStore fcrStore)
    {
        UpdateFastConfirmationVariables(fcrStore);
        UpdateConfirmedRoot(fcrStore);
    }

    /// <summary>
    /// Takes the head and the checkpoints of a slot; once a slot, before its votes are due
    /// (`phase0/fast-confirmation.md#update_fast_confirmation_variables`). Costs a head.
    /// </summary>
    public static void UpdateFastConfirmationVariables(FastConfirmationStore fcrStore)
    {
        fcrStore.ReplaceForgotten();
        var store = fcrStore.Store;
        var currentSlot = StoreTime.GetCurrentSlot(store);
        fcrStore.PreviousSlotHead = fcrStore.CurrentSlotHead;
        fcrStore.CurrentSlotHead = HeadSelection.GetHead(store).Root;
        if (IsStartSlotAtEpoch(store.Preset, currentSlot + 1))
        {
            fcrStore.PreviousEpochGreatestUnrealizedCheckpoint = store.UnrealizedJustifiedCheckpoint;
        }

        if (IsStartSlotAtEpoch(store.Preset, currentSlot))
        {
            fcrStore.PreviousEpochObservedJustifiedCheckpoint = fcrStore.CurrentEpochObservedJustifiedCheckpoint;
            fcrStore.CurrentEpochObservedJustifiedCheckpoint = fcrStore.PreviousEpochGreatestUnrealizedCheckpoint;
        }
    }

    /// <summary>
    /// Moves the confirmed block, at any time of a slot (`phase0/fast-confirmation.md#get_latest_confirmed`). Whoever must not make states
    /// here has those of <see cref="GetStatesToMake"/> made before.
    /// </summary>
    public static void UpdateConfirmedRoot(FastConfirmationStore fcrStore)
    {
        fcrStore.ReplaceForgotten();
        fcrStore.ConfirmedRoot = new ConfirmationRule(fcrStore).GetLatestConfirmed();
        fcrStore.LetPreviousGo();
    }

    /// <summary>
    /// The checkpoints whose states `get_latest_confirmed` asks for now and the store would have to make; none where the head is epochs
    /// behind the clock, since then the rule confirms nothing.
    /// </summary>
    public static IReadOnlyList<Checkpoint> GetStatesToMake(FastConfirmationStore fcrStore)
    {
        fcrStore.ReplaceForgotten();
        var store = fcrStore.Store;
        var (currentSlot, currentEpoch) = (StoreTime.GetCurrentSlot(store), StoreTime.GetCurrentStoreEpoch(store));
        var head = store.Blocks[HeadSelection.GetHead(store).Root];
        var headEpoch = Misc.ComputeEpochAtSlot(store.Preset, head.Slot);
        if (headEpoch + 1 < currentEpoch)
        {
            return [];
        }

        var asked = new List<Checkpoint> { fcrStore.CurrentEpochObservedJustifiedCheckpoint };
        if (IsStartSlotAtEpoch(store.Preset, currentSlot))
        {
            asked.Add(fcrStore.PreviousEpochObservedJustifiedCheckpoint);
        }

        asked.RemoveAll(fcrStore.HasBalances);
        if (headEpoch < currentEpoch)
        {
            asked.Add(new Checkpoint { Epoch = currentEpoch, Root = head.Root });
        }

        return asked.FindAll(checkpoint => !store.CheckpointStates.ContainsKey(checkpoint));
    }

    /// <summary>
    /// The execution block that is safe by the rule: the confirmed block's own, from gloas on the one it builds on
    /// (`gloas/fast-confirmation.md#modified-get_safe_execution_block_hash`); zero before the merge.
    /// </summary>
    public static Hash32 GetSafeExecutionBlockHash(FastConfirmationStore fcrStore)
    {
        fcrStore.ReplaceForgotten();
        var safeBlock = fcrStore.Store.Blocks[fcrStore.ConfirmedRoot];
        return safeBlock.Fork < ForkName.Gloas || safeBlock.KeptBlock is not { } block
            ? ExecutionHashes.BlockHash(fcrStore.Store, safeBlock.EntryNode)
            : block.Body.SignedExecutionPayloadBid.Message.ParentBlockHash;
    }

    /// <summary>
    /// The same for a head that the execution layer is told: the finalized one where that head has left the confirmed block since, or
    /// finality has passed it.
    /// </summary>
    public static Hash32 GetSafeExecutionBlockHash(FastConfirmationStore fcrStore, ForkChoiceNode head)
    {
        var (store, safe) = (fcrStore.Store, GetSafeExecutionBlockHash(fcrStore));
        var confirmed = store.Blocks[fcrStore.ConfirmedRoot];
        return confirmed.Slot >= store.Blocks[store.FinalizedCheckpoint.Root].Slot
            && Ancestry.IsAncestor(store, head, confirmed.EntryNode)
                ? safe
                : ExecutionHashes.FinalizedBlockHash(store);
    }

    /// <summary>
    /// The confirmed block after a restart: the one confirmed before it where that is later, canonical and not so old that it should be
    /// final (`phase0/fast-confirmation.md#get_restart_resilient_confirmed_root`). One that is not known does not count.
    /// </summary>
    public static Root GetRestartResilientConfirmedRoot(FastConfirmationStore fcrStore, Root rootBeforeRestart)
    {
        fcrStore.ReplaceForgotten();
        var store = fcrStore.Store;
        return store.Blocks.TryGetValue(rootBeforeRestart, out var before)
            && before.Slot > store.Blocks[fcrStore.ConfirmedRoot].Slot
            && !BlockShouldBeFinalized(store, rootBeforeRestart)
            && Ancestry.IsAncestor(store, HeadSelection.GetHead(store), before.EntryNode)
                ? rootBeforeRestart
                : fcrStore.ConfirmedRoot;
    }

    /// <summary>True for a block so old that it is final if finality keeps up (`block_should_be_finalized`).</summary>
    public static bool BlockShouldBeFinalized(Store store, Root blockRoot)
    {
        var nextCheckpointEpoch =
            Misc.ComputeEpochAtSlot(store.Preset, store.Blocks[blockRoot].Slot + store.Preset.SlotsPerEpoch - 1);
        return Misc.ComputeStartSlotAtEpoch(store.Preset, nextCheckpointEpoch + 2) <= StoreTime.GetCurrentSlot(store);
    }

    /// <summary>`phase0/fast-confirmation.md#is_start_slot_at_epoch`.</summary>
    public static bool IsStartSlotAtEpoch(Preset preset, Slot slot) => StoreTime.ComputeSlotsSinceEpochStart(preset, slot) == 0;
}
