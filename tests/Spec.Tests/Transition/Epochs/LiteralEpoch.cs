using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Rewards;

namespace Consensoor.Spec.Tests.Transition.Epochs;

/// <summary>Steps of an epoch as the specification has them, a validator at a time.</summary>
internal static class LiteralEpoch
{
    /// <summary>`altair/beacon-chain.md#inactivity-scores`.</summary>
    public static ulong[] InactivityScores(BeaconState state)
    {
        var scores = state.InactivityScores.ToArray();
        var previousEpoch = Accessors.GetPreviousEpoch(state);
        for (var i = 0; i < scores.Length; i++)
        {
            var validator = state.Validators[i];
            var isActive = Predicates.IsActiveValidator(validator, previousEpoch);
            if (!isActive && !(validator.Slashed && previousEpoch + 1 < validator.WithdrawableEpoch))
            {
                continue;
            }

            var hasVoted = isActive
                && !validator.Slashed
                && Accessors.HasFlag(state.PreviousEpochParticipation[i], (int)Constants.TimelyTargetFlagIndex);
            scores[i] = hasVoted ? scores[i] - Math.Min(1, scores[i]) : scores[i] + state.Config.InactivityScoreBias;
            if (!Predicates.IsInInactivityLeak(state))
            {
                scores[i] -= Math.Min(state.Config.InactivityScoreRecoveryRate, scores[i]);
            }
        }

        return scores;
    }

    /// <summary>The reward of `altair/beacon-chain.md#get_flag_index_deltas` for a validator, as if it had the flag.</summary>
    public static ulong IdealReward(BeaconState state, ulong index, int flag)
    {
        if (Predicates.IsInInactivityLeak(state))
        {
            return 0;
        }

        var increment = state.Preset.EffectiveBalanceIncrement;
        var members = RewardAccounting.GetUnslashedParticipatingIndices(state, flag, Accessors.GetPreviousEpoch(state));
        var participating = state.Validators.Where((_, i) => members[i]).Aggregate(0UL, static (sum, one) => sum + one.EffectiveBalance);
        return Accessors.GetBaseReward(state, index) * Constants.ParticipationFlagWeights[flag]
            * (Math.Max(participating, increment) / increment)
            / (Accessors.GetTotalActiveBalance(state) / increment * Constants.WeightDenominator);
    }

    /// <summary>`phase0/beacon-chain.md#effective-balances-updates`, changed in electra.</summary>
    public static ulong[] EffectiveBalances(BeaconState state)
    {
        var preset = state.Preset;
        var hysteresisIncrement = preset.EffectiveBalanceIncrement / preset.HysteresisQuotient;
        return [.. state.Validators.Select((validator, i) =>
        {
            var balance = state.Balances[i];
            var max = state.ForkName >= ForkName.Electra ? Accessors.GetMaxEffectiveBalance(state, validator) : preset.MaxEffectiveBalance;
            return balance + (hysteresisIncrement * preset.HysteresisDownwardMultiplier) < validator.EffectiveBalance
                || validator.EffectiveBalance + (hysteresisIncrement * preset.HysteresisUpwardMultiplier) < balance
                    ? Math.Min(balance - (balance % preset.EffectiveBalanceIncrement), max)
                    : validator.EffectiveBalance;
        })];
    }

    /// <summary>`electra/beacon-chain.md#modified-process_registry_updates`, on a copy.</summary>
    public static Validator[] Registry(BeaconState state)
    {
        state = state.Copy();
        var currentEpoch = Accessors.GetCurrentEpoch(state);
        for (var i = 0; i < state.Validators.Count; i++)
        {
            var validator = state.Validators[i];
            if (Predicates.IsEligibleForActivationQueue(state, validator))
            {
                state.Validators[i] = validator with { ActivationEligibilityEpoch = currentEpoch + 1 };
            }
            else if (Predicates.IsActiveValidator(validator, currentEpoch) && validator.EffectiveBalance <= state.Config.EjectionBalance)
            {
                Mutators.InitiateValidatorExit(state, (ulong)i);
            }
            else if (Predicates.IsEligibleForActivation(state, validator))
            {
                state.Validators[i] =
                    validator with { ActivationEpoch = Misc.ComputeActivationExitEpoch(state.Preset, currentEpoch) };
            }
        }

        return state.Validators.ToArray();
    }

    /// <summary>`get_active_validator_indices`.</summary>
    public static ulong[] Active(BeaconState state, ulong epoch) =>
    [
        .. Enumerable.Range(0, state.Validators.Count)
            .Where(i => Predicates.IsActiveValidator(state.Validators[i], epoch))
            .Select(static i => (ulong)i),
    ];
}
