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
        var (bias, recoveryRate) = (state.Config.InactivityScoreBias, state.Config.InactivityScoreRecoveryRate);
        var zerosStay = !isLeak && bias <= recoveryRate;
        var start = 0;
        for (var block = 0; block < state.InactivityScores.BlockCount; block++)
        {
            var scores = state.InactivityScores.BlockSpan(block);
            for (var i = zerosStay ? NextNonzero(scores, 0) : 0; i < scores.Length; i = zerosStay ? NextNonzero(scores, i + 1) : i + 1)
            {
                var index = start + i;
                if (!columns.IsEligible[index])
                {
                    continue;
                }

                var score = Accessors.HasFlag(columns.Votes[index], (int)Constants.TimelyTargetFlagIndex)
                    ? Misc.SaturatingSub(scores[i], 1)
                    : scores[i] + bias;
                score = isLeak ? score : Misc.SaturatingSub(score, recoveryRate);

                // A write clones the block, which has to be hashed again.
                if (score != scores[i])
                {
                    state.InactivityScores[index] = score;
                }
            }

            start += scores.Length;
        }
    }

    private static int NextNonzero(ReadOnlySpan<ulong> scores, int start)
    {
        var skipped = scores[start..].IndexOfAnyExcept(0UL);
        return skipped < 0 ? scores.Length : start + skipped;
    }

    // Null columns: by pending attestations.
    private static void ProcessRewardsAndPenalties(BeaconState state, EpochColumns? columns)
    {
        // Votes are paid for an epoch later, and nobody voted before genesis.
        if (Accessors.GetCurrentEpoch(state) == Constants.GenesisEpoch)
        {
            return;
        }

        if (columns is not null)
        {
            ApplyParticipationDeltas(state, columns);
            return;
        }

        var balances = state.Balances.ToArray();
        var (rewards, penalties) = RewardAccounting.GetAttestationDeltas(state);
        for (var index = 0; index < balances.Length; index++)
        {
            balances[index] = Misc.SaturatingSub(balances[index] + rewards[index], penalties[index]);
        }

        state.Balances.ReplaceAll(balances);
    }

    // One sweep in place of a pair of lists for each flag. Balances and scores are lists of one type and length, and so have the same
    // blocks.
    private static void ApplyParticipationDeltas(BeaconState state, EpochColumns columns)
    {
        var rates = new RewardRates(state, columns);
        var start = 0;
        for (var block = 0; block < state.Balances.BlockCount; block++)
        {
            var balances = state.Balances.WritableSpan(block);
            var scores = state.InactivityScores.BlockSpan(block);
            for (var i = 0; i < balances.Length; i++)
            {
                var index = start + i;
                if (columns.IsEligible[index])
                {
                    balances[i] = rates.Apply(balances[i], columns.EffectiveBalances[index], columns.Votes[index], scores[i]);
                }
            }

            start += balances.Length;
        }
    }
}
