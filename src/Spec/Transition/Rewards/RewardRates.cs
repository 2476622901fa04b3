using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.Transition.Rewards;

/// <summary>What all validators' deltas of one epoch have in common, altair on, so that each costs a few operations.</summary>
internal sealed class RewardRates
{
    private readonly Gwei _increment;
    private readonly Gwei _baseRewardPerIncrement;
    private readonly ulong _rewardDenominator;
    private readonly ulong _inactivityDenominator;
    private readonly bool _isLeak;
    private readonly ulong[] _participatingIncrements;

    private RewardRates(BeaconState state, Gwei[] participatingBalances)
    {
        _increment = state.Preset.EffectiveBalanceIncrement;
        _baseRewardPerIncrement = Accessors.GetBaseRewardPerIncrement(state);
        _rewardDenominator = Accessors.GetTotalActiveBalance(state) / _increment * Constants.WeightDenominator;
        _inactivityDenominator = state.Config.InactivityScoreBias
            * (state.ForkName >= ForkName.Bellatrix ? state.Preset.InactivityPenaltyQuotientBellatrix : state.Preset.InactivityPenaltyQuotientAltair);
        _isLeak = Predicates.IsInInactivityLeak(state);
        _participatingIncrements = Array.ConvertAll(participatingBalances, balance => Math.Max(_increment, balance) / _increment);
    }

    /// <summary>The rates of a state's previous epoch; one sweep over the registry for the weight behind every flag.</summary>
    public static RewardRates Of(BeaconState state)
    {
        var balances = new Gwei[Constants.ParticipationFlagWeights.Length];
        var participation = state.PreviousEpochParticipation.ToArray();
        var previousEpoch = Accessors.GetPreviousEpoch(state);
        var index = 0;
        for (var block = 0; block < state.Validators.BlockCount; block++)
        {
            foreach (var validator in state.Validators.BlockSpan(block))
            {
                for (var flag = 0; flag < balances.Length; flag++)
                {
                    balances[flag] += Participated(validator, participation[index], flag, previousEpoch) ? validator.EffectiveBalance : 0;
                }

                index++;
            }
        }

        return new RewardRates(state, balances);
    }

    /// <summary>Membership in `get_unslashed_participating_indices`.</summary>
    public static bool Participated(Validator validator, byte flags, int flagIndex, Epoch epoch) =>
        Accessors.HasFlag(flags, flagIndex) && !validator.Slashed && Predicates.IsActiveValidator(validator, epoch);

    /// <summary>The body of `get_flag_index_deltas` for one eligible validator.</summary>
    public (Gwei Reward, Gwei Penalty) FlagDelta(int flagIndex, Gwei effectiveBalance, bool participated)
    {
        var baseReward = effectiveBalance / _increment * _baseRewardPerIncrement;
        var weight = Constants.ParticipationFlagWeights[flagIndex];
        if (participated)
        {
            return (_isLeak ? 0 : baseReward * weight * _participatingIncrements[flagIndex] / _rewardDenominator, 0);
        }

        return (0, flagIndex == (int)Constants.TimelyHeadFlagIndex ? 0 : baseReward * weight / Constants.WeightDenominator);
    }

    /// <summary>The body of `get_inactivity_penalty_deltas` for one eligible validator that did not vote for the target.</summary>
    public Gwei InactivityPenalty(Gwei effectiveBalance, ulong score) => effectiveBalance * score / _inactivityDenominator;
}
