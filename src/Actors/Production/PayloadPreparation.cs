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

        if (view.AdvancedStates.TryGetValue(slot + 1, out var ahead)
            && BaseOf(view, ahead, view.ProposalParentInNextSlot) is { } next
            && IsOurs(ahead, isOurs))
        {
            return next;
        }

        var parent = settings.Schedule.IsProposingOnTime(slot, now) ? view.ProposalParentOnTime : view.ProposalParentLater;

        // Only a state that somebody has made for that slot: the block's own request has one made where there is none.
        return view.Head.Slot < slot
            && view.AdvancedStates.TryGetValue(slot, out var here)
            && BaseOf(view, here, parent) is { } current
            && IsOurs(here, isOurs)
                ? current
                : null;
    }

    /// <summary>The base on a parent by a state that stands in the slot; null where the parent is not the head.</summary>
    public static ProposalBase? BaseOf(ChainView view, BeaconState state, ProposalParent parent) =>
        parent.Root == view.Head.Root && view.Blocks.TryGetValue(parent.Root, out var block)
            ? new ProposalBase(
                state.Slot, parent.Root, state, parent.BuildOnFull, parent.BuildOnFull ? block.Envelope?.Message : null, parent.Execution)
            {
                InclusionLists = view.InclusionListsFor(state, parent.Root),
            }
            : null;

    private static bool IsOurs(BeaconState state, Func<ValidatorIndex, BLSPubkey, bool> isOurs)
    {
        var proposer = Accessors.GetBeaconProposerIndex(state);
        return isOurs(proposer, state.Validators[proposer].Pubkey);
    }
}
