using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Production;

/// <summary>
/// What a block of a slot builds on, by a view and the time, and the state that is to be advanced to the slot, or stands there already.
/// </summary>
internal sealed record ProposalChoice(
    Slot Slot, ProposalParent Parent, ExecutionPayloadEnvelope? ParentEnvelope, BeaconState From, ChainView View)
{
    /// <summary>Chooses by a view that is of the slot; an earlier one is no help yet.</summary>
    public static Outcome<ProposalChoice> Of(ChainView? view, Slot slot, DateTimeOffset now, ProductionSettings settings)
    {
        var fit = DutyData.Fit(view, slot, now, settings);
        if (fit.Value is not { } chain)
        {
            // The execution layer may decide within the slot, and a late block is better than none.
            return fit.Refusal == ProductionRefusal.Optimistic
                ? Outcome<ProposalChoice>.Later(fit.Reason)
                : Outcome<ProposalChoice>.From(fit);
        }

        if (chain.CurrentSlot < slot)
        {
            return Outcome<ProposalChoice>.Later("the chain has not come to the slot");
        }

        if (chain.CurrentSlot > slot || chain.Head.Slot >= slot)
        {
            return Outcome<ProposalChoice>.Refused(
                ProductionRefusal.UnknownSlot,
                chain.CurrentSlot > slot ? $"slot {slot} is over" : $"the head is in slot {chain.Head.Slot} already");
        }

        var parent = settings.Schedule.IsProposingOnTime(slot, now) ? chain.ProposalParentOnTime : chain.ProposalParentLater;
        if (!chain.Blocks.TryGetValue(parent.Root, out var block) || StateFor(chain, block, slot) is not { } state)
        {
            return Outcome<ProposalChoice>.Later("the state of the block to build on was not advanced to the slot");
        }

        return Outcome<ProposalChoice>.Of(
            new ProposalChoice(slot, parent, parent.BuildOnFull ? block.Envelope?.Message : null, state, chain));
    }

    /// <summary>The base of the block, once its state stands in the slot.</summary>
    public ProposalBase BaseOn(BeaconState state) =>
        new(Slot, Parent.Root, state, Parent.BuildOnFull, ParentEnvelope, Parent.Execution)
        {
            InclusionLists = View.InclusionListsFor(state, Parent.Root),
        };

    // An epoch of the head's chain is begun once, by the chain, for everybody; what is left is a few slots.
    private static BeaconState? StateFor(ChainView view, ChainBlock parent, Slot slot)
    {
        if (parent.Root != view.Head.Root)
        {
            return parent.State;
        }

        var nearest = view.AdvancedStates.NearestTo(slot) ?? parent.State;
        var epoch = Misc.ComputeEpochAtSlot(view.Spec.Preset, slot);
        return nearest is not null && Accessors.GetCurrentEpoch(nearest) == epoch ? nearest : null;
    }
}
