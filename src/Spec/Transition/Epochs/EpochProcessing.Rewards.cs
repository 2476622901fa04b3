using Consensoor.Spec.Config;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Rewards;

namespace Consensoor.Spec.Transition.Epochs;

public static partial class EpochProcessing
{
    /// <summary>Moves the inactivity scores by the previous epoch's target votes, altair on (`altair/beacon-chain.md#inactivity-scores`).</summary>
    public static void ProcessInactivityUpdates(BeaconState state)
    {
        // The scores follow the previous epoch, and genesis has none.
        if (Accessors.GetCurrentEpoch(state) == Constants.GenesisEpoch)
        {
            return;
        }

        var previousEpoch = Accessors.GetPreviousEpoch(state);
        var isLeak = Predicates.IsInInactivityLeak(state);
        var participation = state.PreviousEpochParticipation.ToArray();
        var index = 0;
        for (var block = 0; block < state.Validators.BlockCount; block++)
        {
            foreach (var validator in state.Validators.BlockSpan(block))
            {
                if (RewardAccounting.IsEligible(validator, previousEpoch))
                {
                    var old = state.InactivityScores[index];
                    var score = RewardRates.Participated(validator, participation[index], (int)Constants.TimelyTargetFlagIndex, previousEpoch)
                        ? Misc.SaturatingSub(old, 1)
                        : old + state.Config.InactivityScoreBias;
                    score = isLeak ? score : Misc.SaturatingSub(score, state.Config.InactivityScoreRecoveryRate);

                    // Most scores are and stay zero; a write would clone and rehash their block.
                    if (score != old)
                    {
                        state.InactivityScores[index] = score;
                    }
                }

                index++;
            }
        }
    }

    /// <summary>Pays for the previous epoch's votes (`phase0/beacon-chain.md#rewards-and-penalties-1`, by participation flags from altair on).</summary>
    public static void ProcessRewardsAndPenalties(BeaconState state)
    {
        // Votes are paid for an epoch later, and nobody voted before genesis.
        if (Accessors.GetCurrentEpoch(state) == Constants.GenesisEpoch)
        {
            return;
        }

        var balances = state.Balances.ToArray();
        if (state.ForkName >= ForkName.Altair)
        {
            ApplyParticipationDeltas(state, balances);
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

    // One sweep in place of a pair of lists for each flag. Components are applied one after the other, as a balance that reaches zero in between takes no debt along.
    private static void ApplyParticipationDeltas(BeaconState state, Gwei[] balances)
    {
        var rates = RewardRates.Of(state);
        var participation = state.PreviousEpochParticipation.ToArray();
        var scores = state.InactivityScores.ToArray();
        var previousEpoch = Accessors.GetPreviousEpoch(state);
        var index = 0;
        for (var block = 0; block < state.Validators.BlockCount; block++)
        {
            foreach (var validator in state.Validators.BlockSpan(block))
            {
                if (RewardAccounting.IsEligible(validator, previousEpoch))
                {
                    var balance = balances[index];
                    for (var flag = 0; flag < Constants.ParticipationFlagWeights.Length; flag++)
                    {
                        var participated = RewardRates.Participated(validator, participation[index], flag, previousEpoch);
                        var (reward, penalty) = rates.FlagDelta(flag, validator.EffectiveBalance, participated);
                        balance = Misc.SaturatingSub(balance + reward, penalty);
                    }

                    if (!RewardRates.Participated(validator, participation[index], (int)Constants.TimelyTargetFlagIndex, previousEpoch))
                    {
                        balance = Misc.SaturatingSub(balance, rates.InactivityPenalty(validator.EffectiveBalance, scores[index]));
                    }

                    balances[index] = balance;
                }

                index++;
            }
        }
    }
}
