using Consensoor.Spec.Config;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Rewards;

namespace Consensoor.Spec.Transition.Epochs;

public static partial class EpochProcessing
{
    /// <summary>
    /// Moves the inactivity scores by the previous epoch's target votes, altair on (`altair/beacon-chain.md#inactivity-scores`).
    /// </summary>
    public static void ProcessInactivityUpdates(BeaconState state) => ProcessInactivityUpdates(state, EpochColumns.Of(state));

    /// <summary>
    /// Pays for the previous epoch's votes (`phase0/beacon-chain.md#rewards-and-penalties-1`, by participation flags from altair on).
    /// </summary>
    public static void ProcessRewardsAndPenalties(BeaconState state) => ProcessRewardsAndPenalties(state, ColumnsOf(state));

    private static EpochColumns? ColumnsOf(BeaconState state) => state.ForkName >= ForkName.Altair ? EpochColumns.Of(state) : null;

    private static void ProcessInactivityUpdates(BeaconState state, EpochColumns columns)
    {
        // The scores follow the previous epoch, and genesis has none.
        if (Accessors.GetCurrentEpoch(state) == Constants.GenesisEpoch)
        {
            return;
        }

        var isLeak = Predicates.IsInInactivityLeak(state);
        var scores = state.InactivityScores.ToArray();
        for (var index = 0; index < scores.Length; index++)
        {
            if (!columns.IsEligible[index])
            {
                continue;
            }

            var score = Accessors.HasFlag(columns.Votes[index], (int)Constants.TimelyTargetFlagIndex)
                ? Misc.SaturatingSub(scores[index], 1)
                : scores[index] + state.Config.InactivityScoreBias;
            score = isLeak ? score : Misc.SaturatingSub(score, state.Config.InactivityScoreRecoveryRate);

            // Most scores are and stay zero; a write would clone and rehash their block.
            if (score != scores[index])
            {
                state.InactivityScores[index] = score;
            }
        }
    }

    // Null columns: by pending attestations.
    private static void ProcessRewardsAndPenalties(BeaconState state, EpochColumns? columns)
    {
        // Votes are paid for an epoch later, and nobody voted before genesis.
        if (Accessors.GetCurrentEpoch(state) == Constants.GenesisEpoch)
        {
            return;
        }

        var balances = state.Balances.ToArray();
        if (columns is not null)
        {
            ApplyParticipationDeltas(state, columns, balances);
        }
        else
        {
            var (rewards, penalties) = RewardAccounting.GetAttestationDeltas(state);
            for (var index = 0; index < balances.Length; index++)
            {
                balances[index] = Misc.SaturatingSub(balances[index] + rewards[index], penalties[index]);
            }
        }

        state.Balances.ReplaceAll(balances);
    }

    // One sweep in place of a pair of lists for each flag. Components are applied one after the other, as a balance that reaches zero in
    // between takes no debt along.
    private static void ApplyParticipationDeltas(BeaconState state, EpochColumns columns, Gwei[] balances)
    {
        var rates = new RewardRates(state, columns);
        var scores = state.InactivityScores.ToArray();
        for (var index = 0; index < balances.Length; index++)
        {
            if (!columns.IsEligible[index])
            {
                continue;
            }

            var (balance, effectiveBalance, votes) = (balances[index], columns.EffectiveBalances[index], columns.Votes[index]);
            for (var flag = 0; flag < Constants.ParticipationFlagWeights.Length; flag++)
            {
                var (reward, penalty) = rates.FlagDelta(flag, effectiveBalance, votes);
                balance = Misc.SaturatingSub(balance + reward, penalty);
            }

            balances[index] = Misc.SaturatingSub(balance, rates.InactivityPenalty(effectiveBalance, votes, scores[index]));
        }
    }
}
