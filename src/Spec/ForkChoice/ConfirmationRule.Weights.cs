using Consensoor.Spec.Presets;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.ForkChoice;

/// <summary>Whether a block will win by votes (`phase0/fast-confirmation.md#lmd-ghost-helpers`); all weights in Gwei.</summary>
internal sealed partial class ConfirmationRule
{
    private readonly Dictionary<BalanceSource, Gwei[]> _scores = [];
    private readonly Dictionary<Slot, List<ValidatorIndex>> _equivocators = [];

    /// <summary>
    /// True where the votes for a block outweigh all that a conflicting one may get; never while the execution layer has not decided about
    /// its payloads (`phase0/fast-confirmation.md#is_one_confirmed`).
    /// </summary>
    private bool IsOneConfirmed(BalanceSource source, StoreBlock block)
    {
        if (!_scores.TryGetValue(source, out var scores))
        {
            _scores.Add(source, scores = source.AttestationScores());
        }

        return !OptimisticSync.IsOptimistic(_store, block.EntryNode)
            && scores[block.Position] > ComputeSafetyThreshold(block, source);
    }

    /// <summary>`phase0/fast-confirmation.md#compute_safety_threshold`.</summary>
    private Gwei ComputeSafetyThreshold(StoreBlock block, BalanceSource source)
    {
        var parentSlot = block.Parent?.Slot ?? block.Slot - 1;
        var maximumSupport =
            EstimateCommitteeWeightBetweenSlots(Preset, source.TotalActiveBalance, parentSlot + 1, _currentSlot - 1);
        var most = maximumSupport + source.ComputeProposerScore() + (2 * GetAdversarialWeight(source, block));
        return Misc.SaturatingSub(most, ComputeEmptySlotSupportDiscount(source, block)) / 2;
    }

    /// <summary>
    /// What may be taken off where slots before the block are empty: their committees' votes for its parent
    /// (`phase0/fast-confirmation.md#compute_empty_slot_support_discount`, which is `get_support_discount`).
    /// </summary>
    private Gwei ComputeEmptySlotSupportDiscount(BalanceSource source, StoreBlock block)
    {
        if (block.Parent is not { } parent || parent.Slot + 1 == block.Slot)
        {
            return 0;
        }

        var parentNode = new ForkChoiceNode(parent.Root, block.ParentPayloadStatus);
        return Misc.SaturatingSub(
            GetNodeSupportBetweenSlots(source, parentNode, parent.Slot + 1, block.Slot - 1),
            ComputeAdversarialWeight(source.State, parent.Slot + 1, block.Slot - 1));
    }

    /// <summary>`phase0/fast-confirmation.md#get_adversarial_weight`.</summary>
    private Gwei GetAdversarialWeight(BalanceSource source, StoreBlock block)
    {
        var start = block.Parent is { } parent && EpochOf(block) > EpochOf(parent)
            ? Misc.ComputeStartSlotAtEpoch(Preset, EpochOf(block))
            : block.Slot;
        return ComputeAdversarialWeight(source.State, start, _currentSlot - 1);
    }

    /// <summary>`phase0/fast-confirmation.md#get_node_support_between_slots`.</summary>
    private Gwei GetNodeSupportBetweenSlots(BalanceSource source, ForkChoiceNode node, Slot startSlot, Slot endSlot)
    {
        var number = _store.Blocks[node.Root].FirstVoted + (int)node.PayloadStatus;

        // Within an epoch nobody is in two committees.
        var isOneEpoch = Misc.ComputeEpochAtSlot(Preset, startSlot) == Misc.ComputeEpochAtSlot(Preset, endSlot);
        var counted = isOneEpoch ? null : new HashSet<ValidatorIndex>();
        Gwei support = 0;
        for (var slot = startSlot; slot <= endSlot; slot++)
        {
            foreach (var index in GetSlotCommittee(slot))
            {
                if (_store.LatestMessages.NodeOf(index) == number
                    && !_store.EquivocatingIndices.Contains(index)
                    && counted?.Add(index) != false)
                {
                    support += source.BalanceOf(index);
                }
            }
        }

        return support;
    }

    /// <summary>`phase0/fast-confirmation.md#compute_adversarial_weight`.</summary>
    private Gwei ComputeAdversarialWeight(BeaconState balanceSource, Slot startSlot, Slot endSlot)
    {
        var maximumWeight =
            EstimateCommitteeWeightBetweenSlots(Preset, Accessors.GetTotalActiveBalance(balanceSource), startSlot, endSlot);
        return Misc.SaturatingSub(
            maximumWeight / 100 * _store.Config.ConfirmationByzantineThreshold,
            GetEquivocationScore(balanceSource, startSlot, endSlot));
    }

    /// <summary>
    /// `phase0/fast-confirmation.md#get_equivocation_score`; where somebody equivocated each slot's committees are looked through once.
    /// </summary>
    private Gwei GetEquivocationScore(BeaconState balanceSource, Slot startSlot, Slot endSlot)
    {
        Gwei score = 0;
        if (_store.EquivocatingIndices.Count == 0)
        {
            return score;
        }

        var epoch = Accessors.GetCurrentEpoch(balanceSource);
        var counted = new HashSet<ValidatorIndex>();
        for (var slot = startSlot; slot <= endSlot; slot++)
        {
            foreach (var index in GetEquivocators(slot))
            {
                if (counted.Add(index)
                    && index < (ulong)balanceSource.Validators.Count
                    && Predicates.IsActiveValidator(balanceSource.Validators[index], epoch))
                {
                    score += balanceSource.Validators[index].EffectiveBalance;
                }
            }
        }

        return score;
    }

    private List<ValidatorIndex> GetEquivocators(Slot slot)
    {
        if (!_equivocators.TryGetValue(slot, out var found))
        {
            var equivocators = new List<ValidatorIndex>();
            foreach (var member in GetSlotCommittee(slot))
            {
                if (_store.EquivocatingIndices.Contains(member))
                {
                    equivocators.Add(member);
                }
            }

            _equivocators.Add(slot, found = equivocators);
        }

        return found;
    }

    /// <summary>The committees of a slot by the head's state (`phase0/fast-confirmation.md#get_slot_committee`).</summary>
    private ReadOnlySpan<ValidatorIndex> GetSlotCommittee(Slot slot) => Accessors.GetBeaconCommittees(_head.State, slot);

    /// <summary>
    /// The weight of the committees of some slots as far as it can be told without them
    /// (`phase0/fast-confirmation.md#estimate_committee_weight_between_slots`).
    /// </summary>
    internal static Gwei EstimateCommitteeWeightBetweenSlots(Preset preset, Gwei totalActiveBalance, Slot startSlot, Slot endSlot)
    {
        if (startSlot > endSlot)
        {
            return 0;
        }

        if (IsFullValidatorSetCovered(preset, startSlot, endSlot))
        {
            return totalActiveBalance;
        }

        var slotsPerEpoch = preset.SlotsPerEpoch;
        var committeeWeight = totalActiveBalance / slotsPerEpoch;
        if (Misc.ComputeEpochAtSlot(preset, startSlot) == Misc.ComputeEpochAtSlot(preset, endSlot))
        {
            return committeeWeight * (endSlot - startSlot + 1);
        }

        var slotsInEndEpoch = StoreTime.ComputeSlotsSinceEpochStart(preset, endSlot) + 1;
        var slotsInStartEpoch = slotsPerEpoch - StoreTime.ComputeSlotsSinceEpochStart(preset, startSlot);
        var startEpochWeight = committeeWeight * slotsInStartEpoch / slotsPerEpoch * (slotsPerEpoch - slotsInEndEpoch);
        return AdjustCommitteeWeightEstimateToEnsureSafety(startEpochWeight + (committeeWeight * slotsInEndEpoch));
    }

    /// <summary>`phase0/fast-confirmation.md#is_full_validator_set_covered`.</summary>
    private static bool IsFullValidatorSetCovered(Preset preset, Slot startSlot, Slot endSlot) =>
        Misc.ComputeEpochAtSlot(preset, startSlot + preset.SlotsPerEpoch - 1) < Misc.ComputeEpochAtSlot(preset, endSlot + 1);

    /// <summary>`phase0/fast-confirmation.md#adjust_committee_weight_estimate_to_ensure_safety`.</summary>
    private static Gwei AdjustCommitteeWeightEstimateToEnsureSafety(Gwei estimate) =>
        (estimate + 999) / 1000 * (1000 + Constants.CommitteeWeightEstimationAdjustmentFactor);
}
