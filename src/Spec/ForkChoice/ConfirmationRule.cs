using Consensoor.Spec.Containers;
using Consensoor.Spec.Presets;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.ForkChoice;

/// <summary>
/// The fast confirmation rule at one moment of the store (`phase0/fast-confirmation.md`); what is asked often is found once.
/// </summary>
internal sealed partial class ConfirmationRule
{
    private readonly FastConfirmationStore _fcrStore;
    private readonly Store _store;
    private readonly StoreBlock _head;
    private readonly Slot _currentSlot;
    private readonly Epoch _currentEpoch;

    public ConfirmationRule(FastConfirmationStore fcrStore)
    {
        _fcrStore = fcrStore;
        _store = fcrStore.Store;
        _head = _store.Blocks[HeadSelection.GetHead(_store).Root];
        _currentSlot = StoreTime.GetCurrentSlot(_store);
        _currentEpoch = StoreTime.GetCurrentStoreEpoch(_store);
        _honestFfgSupport = new(ComputeHonestFfgSupportForCurrentTarget);
    }

    private Preset Preset => _store.Preset;

    private bool IsEpochStart => FastConfirmation.IsStartSlotAtEpoch(Preset, _currentSlot);

    /// <summary>`phase0/fast-confirmation.md#get_latest_confirmed`.</summary>
    public Root GetLatestConfirmed()
    {
        var confirmed = _store.Blocks[_fcrStore.ConfirmedRoot];
        if (EpochOf(confirmed) + 1 < _currentEpoch
            || !StandsOn(_head, confirmed)
            || (IsEpochStart && !IsConfirmedChainSafe(confirmed)))
        {
            confirmed = _store.Blocks[_store.FinalizedCheckpoint.Root];
        }

        var observed = _fcrStore.CurrentEpochObservedJustifiedCheckpoint;
        var justified = _store.Blocks[observed.Root];
        if (IsEpochStart
            && EpochOf(justified) + 1 == _currentEpoch
            && observed == _head.UnrealizedJustification
            && confirmed.Slot < justified.Slot)
        {
            confirmed = justified;
        }

        return EpochOf(confirmed) + 1 >= _currentEpoch ? FindLatestConfirmedDescendant(confirmed).Root : confirmed.Root;
    }

    /// <summary>`phase0/fast-confirmation.md#find_latest_confirmed_descendant`.</summary>
    private StoreBlock FindLatestConfirmedDescendant(StoreBlock latestConfirmed)
    {
        var confirmed = latestConfirmed;
        var source = _fcrStore.GetCurrentBalanceSource();
        var previousHead = _store.Blocks[_fcrStore.PreviousSlotHead];
        if (EpochOf(confirmed) + 1 == _currentEpoch
            && VotingSource(previousHead).Epoch + 2 >= _currentEpoch
            && (IsEpochStart
                || (WillNoConflictingCheckpointBeJustified()
                    && (previousHead.UnrealizedJustification.Epoch + 1 >= _currentEpoch
                        || _head.UnrealizedJustification.Epoch + 1 >= _currentEpoch))))
        {
            foreach (var block in GetAncestorRoots(_head, confirmed))
            {
                if (EpochOf(block) == _currentEpoch || !StandsOn(previousHead, block) || !IsOneConfirmed(source, block))
                {
                    break;
                }

                confirmed = block;
            }
        }

        if (!IsEpochStart && _head.UnrealizedJustification.Epoch + 1 < _currentEpoch)
        {
            return confirmed;
        }

        var tentative = confirmed;
        foreach (var block in GetAncestorRoots(_head, confirmed))
        {
            if ((EpochOf(block) > EpochOf(tentative) && !WillCurrentTargetBeJustified()) || !IsOneConfirmed(source, block))
            {
                break;
            }

            tentative = block;
        }

        var isKept = EpochOf(tentative) == _currentEpoch
            || (VotingSource(tentative).Epoch + 2 >= _currentEpoch && (IsEpochStart || WillNoConflictingCheckpointBeJustified()));
        return isKept ? tentative : confirmed;
    }

    /// <summary>`phase0/fast-confirmation.md#is_confirmed_chain_safe`.</summary>
    private bool IsConfirmedChainSafe(StoreBlock confirmed)
    {
        var observed = _fcrStore.CurrentEpochObservedJustifiedCheckpoint;
        if (observed.Root != Ancestry.GetCheckpointBlock(_store, confirmed.Root, observed.Epoch))
        {
            return false;
        }

        var start = _store.Blocks[observed.Root];
        if (observed.Epoch + 1 < _currentEpoch)
        {
            var previousEpochStart = Misc.ComputeStartSlotAtEpoch(Preset, _currentEpoch - 1);
            start = _store.Blocks[Ancestry.GetAncestor(_store, confirmed.EntryNode, previousEpochStart).Root];
            start = EpochOf(start) + 1 == _currentEpoch && start.Parent is { } parent ? parent : start;
        }

        return GetAncestorRoots(confirmed, start).TrueForAll(block => IsOneConfirmed(_fcrStore.GetPreviousBalanceSource(), block));
    }

    /// <summary>
    /// The blocks from behind <paramref name="terminal"/> to a block, none where that is not in its chain
    /// (`phase0/fast-confirmation.md#get_ancestor_roots`).
    /// </summary>
    private static List<StoreBlock> GetAncestorRoots(StoreBlock block, StoreBlock terminal)
    {
        var roots = new List<StoreBlock>();
        for (StoreBlock? ancestor = block; ancestor is not null && ancestor.Slot > terminal.Slot; ancestor = ancestor.Parent)
        {
            roots.Add(ancestor);
            if (ancestor.Parent == terminal)
            {
                roots.Reverse();
                return roots;
            }
        }

        return [];
    }

    /// <summary>`phase0/fast-confirmation.md#get_block_epoch`.</summary>
    private Epoch EpochOf(StoreBlock block) => Misc.ComputeEpochAtSlot(Preset, block.Slot);

    private Checkpoint VotingSource(StoreBlock block) => HeadSelection.GetVotingSource(_store, block, _currentEpoch);

    private bool StandsOn(StoreBlock block, StoreBlock ancestor) =>
        Ancestry.IsAncestor(_store, block.EntryNode, ancestor.EntryNode);
}
