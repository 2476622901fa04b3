using Consensoor.Spec.Config;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.Transition.Rewards;

/// <summary>What the deltas of all validators of an epoch have in common, altair on, so that each costs a few operations.</summary>
internal sealed class RewardRates
{
    private readonly Gwei _increment;
    private readonly Gwei _baseRewardPerIncrement;
    private readonly ulong _rewardDenominator;
    private readonly ulong _inactivityDenominator;
    private readonly bool _isLeak;
    private readonly ulong[] _participatingIncrements;

    public RewardRates(BeaconState state, EpochColumns columns)
    {
        _increment = state.Preset.EffectiveBalanceIncrement;
        _baseRewardPerIncrement = Accessors.GetBaseRewardPerIncrement(state);
        _rewardDenominator = Accessors.GetTotalActiveBalance(state) / _increment * Constants.WeightDenominator;
        _inactivityDenominator = state.Config.InactivityScoreBias
            * (state.ForkName >= ForkName.Bellatrix
                ? state.Preset.InactivityPenaltyQuotientBellatrix
                : state.Preset.InactivityPenaltyQuotientAltair);
        _isLeak = Predicates.IsInInactivityLeak(state);
        _participatingIncrements = Array.ConvertAll(columns.PreviousBalances, balance => balance / _increment);
    }

    /// <summary>The body of `get_flag_index_deltas` for one eligible validator; votes as in <see cref="EpochColumns.Votes"/>.</summary>
    public (Gwei Reward, Gwei Penalty) FlagDelta(int flagIndex, Gwei effectiveBalance, byte votes)
    {
        var baseReward = effectiveBalance / _increment * _baseRewardPerIncrement;
        var weight = Constants.ParticipationFlagWeights[flagIndex];
        if (Accessors.HasFlag(votes, flagIndex))
        {
            return (_isLeak ? 0 : baseReward * weight * _participatingIncrements[flagIndex] / _rewardDenominator, 0);
        }

        return (0, flagIndex == (int)Constants.TimelyHeadFlagIndex ? 0 : baseReward * weight / Constants.WeightDenominator);
    }

    /// <summary>The body of `get_inactivity_penalty_deltas` for one eligible validator.</summary>
    public Gwei InactivityPenalty(Gwei effectiveBalance, byte votes, ulong score) =>
        Accessors.HasFlag(votes, (int)Constants.TimelyTargetFlagIndex) ? 0 : effectiveBalance * score / _inactivityDenominator;
}
