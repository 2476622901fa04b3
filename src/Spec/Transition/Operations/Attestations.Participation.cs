using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using static Consensoor.Spec.Transition.Helpers.Accessors;
using static Consensoor.Spec.Transition.Helpers.Mutators;
using static Consensoor.Spec.Transition.Helpers.Predicates;

namespace Consensoor.Spec.Transition.Operations;

/// <content>Participation flags and rewards, altair on; the weight behind builder payments, gloas on.</content>
public static partial class Attestations
{
    private const ulong ProposerRewardDenominator =
        (Constants.WeightDenominator - Constants.ProposerWeight) * Constants.WeightDenominator / Constants.ProposerWeight;

    /// <summary>
    /// Sets the flags the attestation earns, rewards the proposer for those that are new, and from gloas on lets first votes for the slot's
    /// own block count for its builder's payment. One registry read and at most one write an attester.
    /// </summary>
    private static Refusal? ApplyParticipation(
        BeaconState state, AttestationData data, Slot parentSlot, ReadOnlySpan<ValidatorIndex> attesters)
    {
        if (GetAttestationParticipationFlagIndices(state, data, state.Slot - data.Slot, parentSlot, out var flags) is { } refusal)
        {
            return refusal;
        }

        var isCurrent = data.Target.Epoch == GetCurrentEpoch(state);
        var participation = isCurrent ? state.CurrentEpochParticipation : state.PreviousEpochParticipation;
        var increment = state.Preset.EffectiveBalanceIncrement;
        var baseRewardPerIncrement = GetBaseRewardPerIncrement(state);
        var proposerRewardNumerator = 0UL;
        var firstVotes = 0UL;
        foreach (var index in attesters)
        {
            var before = participation[index];
            var added = (byte)(flags & ~before);
            if (added == 0)
            {
                continue;
            }

            participation[index] = (byte)(before | added);
            var effectiveBalance = state.Validators[index].EffectiveBalance;
            proposerRewardNumerator += effectiveBalance / increment * baseRewardPerIncrement * WeightOf(added);
            firstVotes += before == 0 ? effectiveBalance : 0;
        }

        IncreaseBalance(state, GetBeaconProposerIndex(state), proposerRewardNumerator / ProposerRewardDenominator);
        if (state.ForkName >= ForkName.Gloas)
        {
            AddPaymentWeight(state, data, isCurrent, firstVotes);
        }

        return null;
    }

    private static void AddPaymentWeight(BeaconState state, AttestationData data, bool isCurrent, Gwei firstVotes)
    {
        var slotsPerEpoch = state.Preset.SlotsPerEpoch;
        var index = data.Slot % slotsPerEpoch + (isCurrent ? slotsPerEpoch : 0);
        var payment = state.BuilderPendingPayments[index];
        if (firstVotes > 0 && payment.Withdrawal.Amount > 0 && IsAttestationSameSlot(state, data))
        {
            state.BuilderPendingPayments[index] = payment with { Weight = payment.Weight + firstVotes };
        }
    }

    /// <summary>The sum of PARTICIPATION_FLAG_WEIGHTS over the set flags.</summary>
    private static ulong WeightOf(byte flags) =>
        ((flags & 1 << (int)Constants.TimelySourceFlagIndex) != 0 ? Constants.TimelySourceWeight : 0)
        + ((flags & 1 << (int)Constants.TimelyTargetFlagIndex) != 0 ? Constants.TimelyTargetWeight : 0)
        + ((flags & 1 << (int)Constants.TimelyHeadFlagIndex) != 0 ? Constants.TimelyHeadWeight : 0);
}
