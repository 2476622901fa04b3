using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Operations;
using static Consensoor.Spec.Transition.Refusal;

namespace Consensoor.Spec.ForkChoice;

public static partial class Handlers
{
    /// <summary>
    /// Takes an inclusion list (`heze/fork-choice.md#new-on_inclusion_list`). Refuses slots in the future or past retention, empty or too
    /// many transactions, a dependent block that cannot be one, validators outside the slot's committee, and signatures that do not hold.
    /// </summary>
    public static Refusal? OnInclusionList(Store store, SignedInclusionList signedInclusionList, StoreServices services) =>
        Guarded.Refused(() =>
        {
            var inclusionList = signedInclusionList.Message;
            var currentSlot = StoreTime.GetCurrentSlot(store);
            ulong transactionsSize = 0;
            var isEachNonEmpty = true;
            foreach (var transaction in inclusionList.Transactions)
            {
                transactionsSize += (ulong)transaction.Length;
                isEachNonEmpty &= transaction.Length > 0;
            }

            var refusal = Require(inclusionList.Slot <= currentSlot)
                ?? Require(inclusionList.Slot + store.Config.MinSlotsForInclusionListsRequests >= currentSlot)
                ?? Require(transactionsSize > 0)
                ?? Require(transactionsSize <= store.Config.MaxTransactionsBytesPerInclusionList)
                ?? Require(isEachNonEmpty);
            if (refusal is not null)
            {
                return refusal;
            }

            if (!store.Blocks.TryGetValue(inclusionList.DependentRoot, out var dependent))
            {
                return Because("inclusion_list.dependent_root in store.blocks");
            }

            var epoch = Misc.ComputeEpochAtSlot(store.Preset, inclusionList.Slot);
            var dependentSlot = Ancestry.ComputeShufflingDependentSlot(store.Preset, epoch);
            refusal = Require(store.ForkAt(epoch) >= ForkName.Heze)
                ?? Require(dependent.Slot <= dependentSlot)
                ?? Require(Ancestry.IsValidDependentRoot(store, inclusionList.DependentRoot, dependentSlot));
            if (refusal is not null)
            {
                return refusal;
            }

            var lookahead =
                new Checkpoint { Epoch = Misc.SaturatingSub(epoch, store.Preset.MinSeedLookahead), Root = inclusionList.DependentRoot };
            if (store.StoreTargetCheckpointState(lookahead, out var state) is { } unreachable)
            {
                return unreachable;
            }

            refusal = Require(
                InclusionLists.GetInclusionListCommittee(state!, inclusionList.Slot).AsSpan().Contains(inclusionList.ValidatorIndex))
                ?? Require(InclusionLists.IsValidInclusionListSignature(state!, signedInclusionList, services.Verifier));
            if (refusal is not null)
            {
                return refusal;
            }

            AcceptInclusionList(store, signedInclusionList);
            return null;
        });

    /// <summary>
    /// Keeps an inclusion list that has been verified, timely where it comes in its slot before the deadline: the end of
    /// `on_inclusion_list`, for callers that verify elsewhere.
    /// </summary>
    public static void AcceptInclusionList(Store store, SignedInclusionList signedInclusionList)
    {
        var currentSlot = StoreTime.GetCurrentSlot(store);
        var isTimely = signedInclusionList.Message.Slot == currentSlot
            && StoreTime.GetTimeIntoSlotMs(store) < StoreTime.GetInclusionListDueMs(store.Config, store.Times, currentSlot);
        store.InclusionLists.ProcessInclusionList(signedInclusionList, isTimely);
    }
}
