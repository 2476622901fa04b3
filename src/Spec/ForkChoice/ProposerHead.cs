using Consensoor.Spec.Config;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.ForkChoice;

/// <summary>
/// What a proposer builds on, where it may leave a late and weak head aside (`phase0/fork-choice.md#proposer-head-and-reorg-helpers`, later
/// forks' changes included).
/// </summary>
public static class ProposerHead
{
    /// <summary>
    /// A percentage of the weight of a slot's committees, in Gwei, by the justified state
    /// (`phase0/fork-choice.md#calculate_committee_fraction`).
    /// </summary>
    public static Gwei CalculateCommitteeFraction(Store store, ulong committeePercent) =>
        CalculateCommitteeFraction(store.Preset, store.WeighedMessages.TotalBalance, committeePercent);

    /// <summary>The same by the balance of all whose votes weigh, in Gwei.</summary>
    internal static Gwei CalculateCommitteeFraction(Preset preset, Gwei totalBalance, ulong committeePercent) =>
        totalBalance / preset.SlotsPerEpoch * committeePercent / 100;

    /// <summary>The weight of the proposer boost, in Gwei (`phase0/fork-choice.md#get_proposer_score`).</summary>
    public static Gwei GetProposerScore(Store store) => CalculateCommitteeFraction(store, store.Config.ProposerScoreBoost);

    /// <summary>True where the head came after its slot's attestation deadline (`phase0/fork-choice.md#is_head_late`).</summary>
    public static bool IsHeadLate(Store store, Root headRoot) => !store.Blocks[headRoot].IsAttestationTimely;

    /// <summary>
    /// True where the slot is not the first of an epoch, so that a reorg leaves the shuffling alone
    /// (`phase0/fork-choice.md#is_shuffling_stable`).
    /// </summary>
    public static bool IsShufflingStable(Store store, Slot slot) => slot % store.Preset.SlotsPerEpoch != 0;

    /// <summary>
    /// True where head and parent have the same unrealized justification, so that a reorg costs no justification
    /// (`phase0/fork-choice.md#is_ffg_competitive`).
    /// </summary>
    public static bool IsFfgCompetitive(Store store, Root headRoot, Root parentRoot) =>
        store.Blocks[headRoot].UnrealizedJustification == store.Blocks[parentRoot].UnrealizedJustification;

    /// <summary>
    /// True where the last finalized epoch is at most REORG_MAX_EPOCHS_SINCE_FINALIZATION back
    /// (`phase0/fork-choice.md#is_finalization_ok`).
    /// </summary>
    public static bool IsFinalizationOk(Store store, Slot slot) =>
        Misc.ComputeEpochAtSlot(store.Preset, slot) <= store.FinalizedCheckpoint.Epoch + store.Config.ReorgMaxEpochsSinceFinalization;

    /// <summary>
    /// True where the store's time is no later than the cutoff for reorgs (`phase0/fork-choice.md#is_proposing_on_time`).
    /// </summary>
    public static bool IsProposingOnTime(Store store) =>
        StoreTime.GetTimeIntoSlotMs(store)
            <= StoreTime.GetProposerReorgCutoffMs(store.Config, store.Times, StoreTime.GetCurrentSlot(store));

    /// <summary>
    /// True where few vote for a block, those who equivocated among its slot's committees counted as votes for it
    /// (`phase0/fork-choice.md#is_head_weak`).
    /// </summary>
    public static bool IsHeadWeak(Store store, Root headRoot)
    {
        var head = store.Blocks[headRoot];
        var weight = HeadSelection.GetAttestationScore(store, new ForkChoiceNode(headRoot, PayloadStatus.Pending));
        if (store.EquivocatingIndices.Count > 0)
        {
            weight += EquivocatingWeight(store, head);
        }

        return weight < CalculateCommitteeFraction(store, store.Config.ReorgHeadWeightThreshold);
    }

    /// <summary>
    /// True where many vote for a block's parent, with or without its payload (`phase0/fork-choice.md#is_parent_strong`).
    /// </summary>
    public static bool IsParentStrong(Store store, Root root)
    {
        var parent = new ForkChoiceNode(store.Blocks[root].Summary.ParentRoot, PayloadStatus.Pending);
        return HeadSelection.GetAttestationScore(store, parent)
            > CalculateCommitteeFraction(store, store.Config.ReorgParentWeightThreshold);
    }

    /// <summary>True where the block's proposer made another one for the slot (`phase0/fork-choice.md#is_proposer_equivocation`).</summary>
    public static bool IsProposerEquivocation(Store store, Root root)
    {
        var block = store.Blocks[root];
        foreach (var other in store.BlocksSince(block.Slot))
        {
            if (other.Slot == block.Slot && other != block && other.Summary.ProposerIndex == block.Summary.ProposerIndex)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The node to propose on in a slot: the head, or its parent where the head is late and weak
    /// (`phase0/fork-choice.md#get_proposer_head`; from fulu on at epoch boundaries too). The head itself where its parent is not kept or
    /// the boost has not worn off.
    /// </summary>
    public static ForkChoiceNode GetProposerHead(Store store, ForkChoiceNode headNode, Slot slot) =>
        GetProposerHead(store, headNode, slot, IsProposingOnTime(store));

    /// <summary>
    /// The same by what `is_proposing_on_time` says, for who proposes at another time (`phase0/fork-choice.md#get_proposer_head`).
    /// </summary>
    public static ForkChoiceNode GetProposerHead(Store store, ForkChoiceNode headNode, Slot slot, bool isProposingOnTime)
    {
        var head = store.Blocks[headNode.Root];
        if (head.Parent is not { } parent
            || store.ProposerBoostRoot == headNode.Root
            || head.Slot + 1 != slot
            || !IsHeadWeak(store, headNode.Root))
        {
            return headNode;
        }

        var isReorg = IsHeadLate(store, headNode.Root)
            && (head.Fork >= ForkName.Fulu || IsShufflingStable(store, slot))
            && IsFfgCompetitive(store, headNode.Root, parent.Root)
            && IsFinalizationOk(store, slot)
            && isProposingOnTime
            && parent.Slot + 1 == head.Slot
            && IsParentStrong(store, headNode.Root);
        return isReorg || IsProposerEquivocation(store, headNode.Root)
            ? new ForkChoiceNode(parent.Root, head.ParentPayloadStatus)
            : headNode;
    }

    private static Gwei EquivocatingWeight(Store store, StoreBlock head)
    {
        Gwei weight = 0;
        var justified = store.JustifiedState;
        foreach (var member in Accessors.GetBeaconCommittees(head.State, head.Slot))
        {
            if (store.EquivocatingIndices.Contains(member) && member < (ulong)justified.Validators.Count)
            {
                weight += justified.Validators[member].EffectiveBalance;
            }
        }

        return weight;
    }
}
