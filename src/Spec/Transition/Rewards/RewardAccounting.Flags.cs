using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.Transition.Rewards;

public static partial class RewardAccounting
{
    /// <summary>
    /// The unslashed active validators of an epoch with a flag, as a mask; throws ArgumentOutOfRangeException for an epoch that is neither
    /// the current nor the previous one (`altair/beacon-chain.md#get_unslashed_participating_indices`).
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
        var columns = EpochColumns.Of(state);
        var rates = new RewardRates(state, columns);
        var deltas = Deltas.Zero(columns.Votes.Length);
        for (var index = 0; index < columns.Votes.Length; index++)
        {
            if (columns.IsEligible[index])
            {
                (deltas.Rewards[index], deltas.Penalties[index]) =
                    rates.FlagDelta(flagIndex, columns.EffectiveBalances[index], columns.Votes[index]);
            }
        }

        return deltas;
    }

    private static Deltas GetInactivityPenaltyDeltasByScore(BeaconState state)
    {
        var columns = EpochColumns.Of(state);
        var rates = new RewardRates(state, columns);
        var deltas = Deltas.Zero(columns.Votes.Length);
        for (var index = 0; index < columns.Votes.Length; index++)
        {
            if (columns.IsEligible[index])
            {
                deltas.Penalties[index] =
                    rates.InactivityPenalty(columns.EffectiveBalances[index], columns.Votes[index], state.InactivityScores[index]);
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
