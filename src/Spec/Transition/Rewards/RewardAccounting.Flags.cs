using Consensoor.Spec.Config;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.Transition.Rewards;

public static partial class RewardAccounting
{
    /// <summary>
    /// The unslashed active validators of an epoch with a flag, as a mask; throws ArgumentOutOfRangeException for an epoch that is neither the current nor the previous one
    /// (`altair/beacon-chain.md#get_unslashed_participating_indices`).
    /// </summary>
    public static bool[] GetUnslashedParticipatingIndices(BeaconState state, int flagIndex, Epoch epoch)
    {
        var participation = Participation(state, epoch).ToArray();
        var index = 0;
        return Mask(state, validator =>
            Accessors.HasFlag(participation[index++], flagIndex) && !validator.Slashed && Predicates.IsActiveValidator(validator, epoch));
    }

    /// <summary>The rewards and penalties of one participation flag, altair on (`altair/beacon-chain.md#get_flag_index_deltas`).</summary>
    public static Deltas GetFlagIndexDeltas(BeaconState state, int flagIndex)
    {
        var deltas = Deltas.Zero(state.Validators.Count);
        var rates = RewardRates.Of(state);
        var participation = state.PreviousEpochParticipation.ToArray();
        var previousEpoch = Accessors.GetPreviousEpoch(state);
        var index = 0;
        for (var block = 0; block < state.Validators.BlockCount; block++)
        {
            foreach (var validator in state.Validators.BlockSpan(block))
            {
                if (IsEligible(validator, previousEpoch))
                {
                    var participated = RewardRates.Participated(validator, participation[index], flagIndex, previousEpoch);
                    (deltas.Rewards[index], deltas.Penalties[index]) = rates.FlagDelta(flagIndex, validator.EffectiveBalance, participated);
                }

                index++;
            }
        }

        return deltas;
    }

    private static Deltas GetInactivityPenaltyDeltasByScore(BeaconState state)
    {
        var deltas = Deltas.Zero(state.Validators.Count);
        var rates = RewardRates.Of(state);
        var participation = state.PreviousEpochParticipation.ToArray();
        var scores = state.InactivityScores.ToArray();
        var previousEpoch = Accessors.GetPreviousEpoch(state);
        var index = 0;
        for (var block = 0; block < state.Validators.BlockCount; block++)
        {
            foreach (var validator in state.Validators.BlockSpan(block))
            {
                if (IsEligible(validator, previousEpoch)
                    && !RewardRates.Participated(validator, participation[index], (int)Constants.TimelyTargetFlagIndex, previousEpoch))
                {
                    deltas.Penalties[index] = rates.InactivityPenalty(validator.EffectiveBalance, scores[index]);
                }

                index++;
            }
        }

        return deltas;
    }

    private static PersistentList<byte> Participation(BeaconState state, Epoch epoch)
    {
        if (epoch == Accessors.GetCurrentEpoch(state))
        {
            return state.CurrentEpochParticipation;
        }

        ArgumentOutOfRangeException.ThrowIfNotEqual(epoch, Accessors.GetPreviousEpoch(state));
        return state.PreviousEpochParticipation;
    }
}
