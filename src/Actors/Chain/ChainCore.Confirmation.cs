using Consensoor.Messages;
using Consensoor.Spec.ForkChoice;

namespace Consensoor.Actors.Chain;

/// <summary>
/// Fast confirmation, once a slot, by the votes of the slots before (`phase0/fast-confirmation.md#on_fast_confirmation`). What it confirms
/// the execution layer is told to be safe. States that it asks for are made by workers; where they do not come within the slot, or a slot
/// is missed, the rule begins anew with the finalized block.
/// </summary>
public sealed partial class ChainCore
{
    private FastConfirmationStore _confirmation;
    private Slot _confirmationSlot;
    private ConfirmationStage _confirmationStage;

    private enum ConfirmationStage
    {
        Done,

        /// <summary>The head of the slot, and its checkpoints, are to be taken.</summary>
        Variables,

        /// <summary>The confirmed block is to be moved.</summary>
        ConfirmedRoot,
    }

    private void BeginConfirmation(Slot slot)
    {
        if (_isReplaying || !_settings.HasFastConfirmation)
        {
            return;
        }

        if (slot != _confirmationSlot + 1 || _confirmationStage != ConfirmationStage.Done)
        {
            _confirmation = FastConfirmation.GetFastConfirmationStore(_store);
        }

        (_confirmationSlot, _confirmationStage) = (slot, ConfirmationStage.Variables);
    }

    /// <summary>Goes on with the rule in its slot, as far as states are here.</summary>
    private void Confirm()
    {
        if (_confirmationStage == ConfirmationStage.Done || CurrentSlot != _confirmationSlot || !IsWeighable())
        {
            return;
        }

        if (_confirmationStage == ConfirmationStage.Variables)
        {
            if (_ports.Now >= _settings.Schedule.DueAt(_confirmationSlot, DutyPoint.Attestation))
            {
                return;
            }

            FastConfirmation.UpdateFastConfirmationVariables(_confirmation);
            _confirmationStage = ConfirmationStage.ConfirmedRoot;
        }

        if (!HasState(_store.Blocks[HeadSelection.GetHead(_store).Root])
            || FastConfirmation.GetStatesToMake(_confirmation).Count(checkpoint => !HasStateOf(checkpoint)) > 0)
        {
            return;
        }

        FastConfirmation.UpdateConfirmedRoot(_confirmation);
        _confirmationStage = ConfirmationStage.Done;
        var confirmed = _store.Blocks[_confirmation.ConfirmedRoot];
        Publish(new FastConfirmationRun(confirmed.Root, confirmed.Slot, _confirmationSlot));
    }

    private Hash32 SafeHashOf(ForkChoiceNode head) => _settings.HasFastConfirmation
        ? FastConfirmation.GetSafeExecutionBlockHash(_confirmation, head)
        : ExecutionHashes.JustifiedBlockHash(_store);
}
