using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.Tests.Transition.Operations;

/// <summary>`process_attestation` of altair and later, line by line as the specification has it, without its signature check.</summary>
internal static class LiteralAttestation
{
    /// <summary>False where the specification's assertions or list accesses fail.</summary>
    public static bool Process(BeaconState state, Attestation attestation, Slot parentSlot)
    {
        var data = attestation.Data;
        var preset = state.Preset;
        var fork = state.ForkName;
        var currentEpoch = Accessors.GetCurrentEpoch(state);
        if ((data.Target.Epoch != Accessors.GetPreviousEpoch(state) && data.Target.Epoch != currentEpoch)
            || data.Target.Epoch != Misc.ComputeEpochAtSlot(preset, data.Slot)
            || data.Slot + preset.MinAttestationInclusionDelay > state.Slot
            || (fork < ForkName.Deneb && state.Slot > data.Slot + preset.SlotsPerEpoch)
            || !CommitteesFit(state, attestation))
        {
            return false;
        }

        var inclusionDelay = state.Slot - data.Slot;
        if (Accessors.GetAttestationParticipationFlagIndices(state, data, inclusionDelay, parentSlot, out var flags) is not null)
        {
            return false;
        }

        var attestingIndices = new HashSet<ValidatorIndex>(Accessors.GetAttestingIndices(state, attestation));
        if (attestingIndices.Count == 0)
        {
            return false;
        }

        var isCurrent = data.Target.Epoch == currentEpoch;
        var participation = isCurrent ? state.CurrentEpochParticipation : state.PreviousEpochParticipation;
        var paymentIndex = (isCurrent ? preset.SlotsPerEpoch : 0) + data.Slot % preset.SlotsPerEpoch;
        var proposerRewardNumerator = 0UL;
        foreach (var index in attestingIndices)
        {
            var hadNoParticipation = participation[index] == 0;
            var willSetNewFlag = false;
            for (var flag = 0; flag < Constants.ParticipationFlagWeights.Length; flag++)
            {
                if (Accessors.HasFlag(flags, flag) && !Accessors.HasFlag(participation[index], flag))
                {
                    participation[index] = Accessors.AddFlag(participation[index], flag);
                    proposerRewardNumerator += Accessors.GetBaseReward(state, index) * Constants.ParticipationFlagWeights[flag];
                    willSetNewFlag = true;
                }
            }

            if (fork >= ForkName.Gloas && willSetNewFlag && hadNoParticipation && Predicates.IsAttestationSameSlot(state, data))
            {
                var payment = state.BuilderPendingPayments[paymentIndex];
                if (payment.Withdrawal.Amount > 0)
                {
                    var weight = payment.Weight + state.Validators[index].EffectiveBalance;
                    state.BuilderPendingPayments[paymentIndex] = payment with { Weight = weight };
                }
            }
        }

        var denominator = (Constants.WeightDenominator - Constants.ProposerWeight) * Constants.WeightDenominator / Constants.ProposerWeight;
        Mutators.IncreaseBalance(state, Accessors.GetBeaconProposerIndex(state), proposerRewardNumerator / denominator);
        return true;
    }

    private static bool CommitteesFit(BeaconState state, Attestation attestation)
    {
        var data = attestation.Data;
        var committees = Accessors.GetCommitteeCountPerSlot(state, data.Target.Epoch);
        if (state.ForkName < ForkName.Electra)
        {
            return data.Index < committees
                && attestation.AggregationBits.Length == Accessors.GetBeaconCommittee(state, data.Slot, data.Index).Length;
        }

        if (state.ForkName < ForkName.Gloas ? data.Index != 0 : data.Index >= 2)
        {
            return false;
        }

        var offset = 0;
        foreach (var committeeIndex in Misc.GetCommitteeIndices(attestation.CommitteeBits))
        {
            if (committeeIndex >= committees)
            {
                return false;
            }

            var attesters = 0;
            foreach (var _ in Accessors.GetBeaconCommittee(state, data.Slot, committeeIndex))
            {
                if (offset >= attestation.AggregationBits.Length)
                {
                    return false;
                }

                attesters += attestation.AggregationBits[offset++] ? 1 : 0;
            }

            if (attesters == 0)
            {
                return false;
            }
        }

        return attestation.AggregationBits.Length == offset;
    }
}
