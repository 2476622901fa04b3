using Consensoor.Spec.Config;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.Transition.Rewards;

/// <summary>What the deltas of all validators of an epoch have in common, altair on, so that each costs a few operations.</summary>
internal sealed class RewardRates
{
    // Sums of a balance and the flags' deltas, none of them larger, do not overflow.
    private const Gwei Small = ulong.MaxValue / 8;

    private readonly Gwei _increment;
    private readonly Gwei _baseRewardPerIncrement;
    private readonly ulong _rewardDenominator;
    private readonly ulong _inactivityDenominator;
    private readonly bool _isLeak;
    private readonly ulong[] _participatingIncrements;
    private FlagSums _last;

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
        _last = Sum(effectiveBalance: 0, votes: 0);
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

    /// <summary>A balance (Gwei) after all components of the deltas of one eligible validator, applied one after the other.</summary>
    public Gwei Apply(Gwei balance, Gwei effectiveBalance, byte votes, ulong score)
    {
        // Most validators have what the last one had.
        ref readonly var sums = ref _last;
        if (sums.EffectiveBalance != effectiveBalance || sums.Votes != votes)
        {
            _last = Sum(effectiveBalance, votes);
        }

        // Where no sum is large and the balance bears all penalties, their order says nothing.
        var inactivityPenalty = InactivityPenalty(effectiveBalance, votes, score);
        return sums.AreSmall
            && balance <= Small
            && sums.Penalty <= balance
            && inactivityPenalty <= balance - sums.Penalty
                ? balance + sums.Reward - sums.Penalty - inactivityPenalty
                : Misc.SaturatingSub(ApplyFlags(balance, effectiveBalance, votes), inactivityPenalty);
    }

    /// <summary>The body of `get_inactivity_penalty_deltas` for one eligible validator.</summary>
    public Gwei InactivityPenalty(Gwei effectiveBalance, byte votes, ulong score) =>
        Accessors.HasFlag(votes, (int)Constants.TimelyTargetFlagIndex) ? 0 : effectiveBalance * score / _inactivityDenominator;

    // A balance that reaches zero in between takes no debt along.
    private Gwei ApplyFlags(Gwei balance, Gwei effectiveBalance, byte votes)
    {
        for (var flag = 0; flag < Constants.ParticipationFlagWeights.Length; flag++)
        {
            var (reward, penalty) = FlagDelta(flag, effectiveBalance, votes);
            balance = Misc.SaturatingSub(balance + reward, penalty);
        }

        return balance;
    }

    private FlagSums Sum(Gwei effectiveBalance, byte votes)
    {
        var sums = new FlagSums(effectiveBalance, votes, 0, 0, AreSmall: true);
        for (var flag = 0; flag < Constants.ParticipationFlagWeights.Length; flag++)
        {
            var (reward, penalty) = FlagDelta(flag, effectiveBalance, votes);
            if (reward > Small || penalty > Small)
            {
                return sums with { AreSmall = false };
            }

            sums = sums with { Reward = sums.Reward + reward, Penalty = sums.Penalty + penalty };
        }

        return sums;
    }

    /// <summary>What the flags of a validator with such a balance and such votes bring and cost together, in Gwei.</summary>
    private readonly record struct FlagSums(Gwei EffectiveBalance, byte Votes, Gwei Reward, Gwei Penalty, bool AreSmall);
}
