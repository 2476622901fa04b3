using Consensoor.Messages;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Production;

/// <summary>
/// What a payload is prepared on, ahead of the block: for the proposer of the next slot as soon as the head's state stands in it, which is
/// late in the slot before, and for that of the slot under way until it has a block (`prepare_execution_payload`).
/// </summary>
internal static class PayloadPreparation
{
    /// <summary>
    /// The base of the block to prepare for; null where none is due, where the proposer is nobody of ours, or nothing may be built upon the
    /// head.
    /// </summary>
    public static ProposalBase? By(
        ChainView view, DateTimeOffset now, ProductionSettings settings, Func<ValidatorIndex, BLSPubkey, bool> isOurs)
    {
        var slot = view.CurrentSlot;
        if (DutyData.Fit(view, slot, now, settings).Value is null || settings.Schedule.SlotAt(now) != slot)
        {
            return null;
        }

        if (BaseOf(view, slot + 1, view.ProposalParentInNextSlot) is { } next && IsOurs(next.State, isOurs))
        {
            return next;
        }

        var parent = settings.Schedule.IsProposingOnTime(slot, now) ? view.ProposalParentOnTime : view.ProposalParentLater;
        return view.Head.Slot < slot && BaseOf(view, slot, parent) is { } current && IsOurs(current.State, isOurs) ? current : null;
    }

    // Only a state that somebody has made for that slot: the block's own request has one made where there is none.
    private static ProposalBase? BaseOf(ChainView view, Slot slot, ProposalParent parent) =>
        parent.Root == view.Head.Root
        && view.AdvancedStates.TryGetValue(slot, out var state)
        && view.Blocks.TryGetValue(parent.Root, out var block)
            ? new ProposalBase(
                slot, parent.Root, state, parent.BuildOnFull, parent.BuildOnFull ? block.Envelope?.Message : null, parent.Execution)
            : null;

    private static bool IsOurs(BeaconState state, Func<ValidatorIndex, BLSPubkey, bool> isOurs)
    {
        var proposer = Accessors.GetBeaconProposerIndex(state);
        return isOurs(proposer, state.Validators[proposer].Pubkey);
    }
}
