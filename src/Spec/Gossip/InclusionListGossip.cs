using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Operations;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Gossip.GossipResult;

namespace Consensoor.Spec.Gossip;

/// <summary>Judges the topic `inclusion_list`, heze on.</summary>
public static class InclusionListGossip
{
    /// <summary>
    /// Validates an inclusion list (`heze/p2p-interface.md#new-inclusion_list`) by the state of the dependent block, advanced to the
    /// lookahead's start, or of a head whose committees that block decides.
    /// </summary>
    public static GossipResult ValidateInclusionListGossip(
        Seen seen, IGossipView view, SignedInclusionList signed, ulong currentTimeMs, ISignatureVerifier verifier)
    {
        var inclusionList = signed.Message;
        if (seen.InclusionListCounts.TryGetValue(KeyOf(inclusionList), out var count) && count >= 2)
        {
            return Ignore("already seen two valid inclusion lists from this validator");
        }

        if (!GossipTime.IsCurrentSlot(view, inclusionList.Slot, currentTimeMs))
        {
            return Ignore("inclusion list is not for the current slot");
        }

        var fork = view.Spec.ForkAtSlot(inclusionList.Slot);
        if ((GossipConditions.IsOfFork(fork >= ForkName.Heze, fork) ?? Transactions(view, inclusionList)) is { } wrong)
        {
            return wrong;
        }

        if (FindCommitteeState(view, inclusionList.Slot, inclusionList.DependentRoot, out var state) is { } without)
        {
            return without;
        }

        var committee = InclusionLists.GetInclusionListCommittee(state!, inclusionList.Slot);
        return RejectUnless(committee.AsSpan().Contains(inclusionList.ValidatorIndex), "includer is not a member of the committee")
            ?? RejectUnless(InclusionLists.IsValidInclusionListSignature(state!, signed, verifier), "invalid inclusion list signature")
            ?? Accept;
    }

    /// <summary>
    /// Finds the state that has the committee of a slot by its dependent block; returns null then, else why there is none
    /// (`heze/p2p-interface.md#new-inclusion_list`).
    /// </summary>
    public static GossipResult? FindCommitteeState(IGossipView view, Slot slot, Root dependentRoot, out BeaconState? state)
    {
        state = null;
        if (view.Find(dependentRoot) is not { } dependent)
        {
            return IgnoreUntil(dependentRoot, "dependent block has not been seen");
        }

        if (dependent.State is null)
        {
            return Ignore("dependent block failed validation");
        }

        var preset = view.Spec.Preset;
        var epoch = Misc.ComputeEpochAtSlot(preset, slot);
        var lookaheadStart = Misc.ComputeStartSlotAtEpoch(preset, Misc.SaturatingSub(epoch, preset.MinSeedLookahead));
        var dependentSlot = Misc.SaturatingSub(lookaheadStart, 1);
        if (dependent.Slot > dependentSlot)
        {
            return Reject("dependent block is after the shuffling dependent slot");
        }

        if (!view.IsValidDependentRoot(dependentRoot, dependentSlot))
        {
            return Ignore("dependent block is not a possible dependent block");
        }

        state = StateOf(view, dependent, epoch, lookaheadStart);
        return state is null ? Ignore("the committee of the dependent block is not at hand") : null;
    }

    /// <summary>Enters an accepted list; returns false where its validator had two already.</summary>
    public static bool Mark(Seen seen, InclusionList inclusionList)
    {
        var key = KeyOf(inclusionList);
        var count = seen.InclusionListCounts.TryGetValue(key, out var known) ? known : 0;
        seen.InclusionListCounts[key] = count + 1;
        return count < 2;
    }

    /// <summary>
    /// Gives a state that has the committee which the dependent block decides: the head's where that one decides the head's too, which few
    /// views advance from an epoch that is over.
    /// </summary>
    private static BeaconState? StateOf(IGossipView view, GossipBlock dependent, Epoch epoch, Slot lookaheadStart)
    {
        var isHeads = view.GetShufflingDependentRoot(view.HeadRoot, epoch) == dependent.Root;
        return view.Advanced(isHeads ? view.HeadState : dependent.State!, lookaheadStart);
    }

    private static (Slot, Root, ValidatorIndex) KeyOf(InclusionList inclusionList) =>
        (inclusionList.Slot, inclusionList.DependentRoot, inclusionList.ValidatorIndex);

    /// <summary>
    /// [IGNORE] There are transactions. [REJECT] They are within MAX_TRANSACTIONS_BYTES_PER_INCLUSION_LIST, and none is empty.
    /// </summary>
    private static GossipResult? Transactions(IGossipView view, InclusionList inclusionList)
    {
        var (size, hasEmpty) = (0UL, false);
        foreach (var transaction in inclusionList.Transactions)
        {
            size += (ulong)transaction.Length;
            hasEmpty |= transaction.Length == 0;
        }

        return IgnoreUnless(size > 0, "inclusion list contains no transactions")
            ?? RejectUnless(
                size <= view.Spec.Config.MaxTransactionsBytesPerInclusionList, "inclusion list transactions exceed the maximum size")
            ?? RejectUnless(!hasEmpty, "inclusion list contains an empty transaction");
    }
}
