using Consensoor.Actors.Production;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Builders;

/// <summary>What bids for the next slot build on, by a view: its head, on the payload that its proposer has to build on as well.</summary>
internal static class BidBase
{
    /// <summary>
    /// The base for a slot, the one after that under way. Before the votes on the present slot's payload are due (<paramref name="isDue"/>)
    /// it is only worth while on the slot's own block with its payload: what else may come is waited for. In heze it is not before: each
    /// inclusion list that comes would have the payload built anew.
    /// </summary>
    public static Outcome<ProposalBase> Of(ChainView view, Slot slot, bool isDue)
    {
        var head = view.Head;
        if (view.Spec.ForkAtSlot(slot) < ForkName.Gloas)
        {
            return Refused("there are no bids before gloas");
        }

        if (head.Slot >= slot)
        {
            return Refused($"the head is in slot {head.Slot} already");
        }

        if (head.IsOptimistic)
        {
            return Outcome<ProposalBase>.Later("the head is optimistic: the execution layer has not decided about its payload");
        }

        if (slot - head.Slot > view.Spec.Preset.SlotsPerEpoch)
        {
            return Refused($"the head is of slot {head.Slot}, more than an epoch behind");
        }

        if (view.CurrentSlot + 1 != slot)
        {
            return Outcome<ProposalBase>.Later($"the chain has not come to slot {slot - 1}");
        }

        var parent = view.ProposalParentInNextSlot;
        var isFull = parent.BuildOnFull;
        if (!isDue && (!isFull || head.Slot + 1 != slot))
        {
            return Outcome<ProposalBase>.Later($"the block of slot {slot - 1}, or its payload, may still come");
        }

        if (!isDue && view.Spec.ForkAtSlot(slot) >= ForkName.Heze)
        {
            return Outcome<ProposalBase>.Later($"inclusion lists of slot {slot - 1} may still come");
        }

        if (view.StateAt(slot) is not { ForkName: >= ForkName.Gloas } state)
        {
            return Outcome<ProposalBase>.Later("the head's state was not advanced to the slot");
        }

        return PayloadPreparation.BaseOf(view, state, parent) is { } proposal && (!isFull || proposal.ParentEnvelope is not null)
            ? Outcome<ProposalBase>.Of(proposal)
            : Outcome<ProposalBase>.Later("the payload of the head is not in memory");
    }

    /// <summary>The block that decides who proposes in the slot, by which preferences are found.</summary>
    public static Root DependentRoot(ChainView view, Slot slot) =>
        view.GetShufflingDependentRoot(view.Head.Root, Misc.ComputeEpochAtSlot(view.Spec.Preset, slot));

    private static Outcome<ProposalBase> Refused(string reason) => Outcome<ProposalBase>.Refused(ProductionRefusal.UnknownSlot, reason);
}
