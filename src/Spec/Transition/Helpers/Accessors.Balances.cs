using Consensoor.Spec.Config;
using Consensoor.Spec.State;

namespace Consensoor.Spec.Transition.Helpers;

public static partial class Accessors
{
    /// <summary>The effective balance of validators, at least one increment (`phase0/beacon-chain.md#get_total_balance`).</summary>
    public static Gwei GetTotalBalance(BeaconState state, IEnumerable<ValidatorIndex> indices)
    {
        Gwei total = 0;
        foreach (var index in indices)
        {
            total += state.Validators[index].EffectiveBalance;
        }

        return Math.Max(state.Preset.EffectiveBalanceIncrement, total);
    }

    /// <summary>
    /// The effective balance of the current epoch's active validators (`phase0/beacon-chain.md#get_total_active_balance`); computed once an
    /// epoch and state lineage.
    /// </summary>
    public static Gwei GetTotalActiveBalance(BeaconState state) => state.Caches.TotalActiveBalance(state);

    /// <summary>
    /// Validators that may enter or leave in an epoch, before electra (`phase0/beacon-chain.md#get_validator_churn_limit`).
    /// </summary>
    public static ulong GetValidatorChurnLimit(BeaconState state) =>
        Math.Max(
            state.Config.MinPerEpochChurnLimit,
            (ulong)GetActiveValidatorIndices(state, GetCurrentEpoch(state)).Length / state.Config.ChurnLimitQuotient);

    /// <summary>
    /// Validators that may be activated in an epoch, in deneb (`deneb/beacon-chain.md#new-get_validator_activation_churn_limit`).
    /// </summary>
    public static ulong GetValidatorActivationChurnLimit(BeaconState state) =>
        Math.Min(state.Config.MaxPerEpochActivationChurnLimit, GetValidatorChurnLimit(state));

    /// <summary>Gwei that may enter or leave in an epoch (`electra/beacon-chain.md#new-get_balance_churn_limit`).</summary>
    public static Gwei GetBalanceChurnLimit(BeaconState state) =>
        Churn(state, state.Config.ChurnLimitQuotient, state.Config.MinPerEpochChurnLimitElectra);

    /// <summary>Gwei that may be activated or exit in an epoch (`electra/beacon-chain.md#new-get_activation_exit_churn_limit`).</summary>
    public static Gwei GetActivationExitChurnLimit(BeaconState state) =>
        Math.Min(state.Config.MaxPerEpochActivationExitChurnLimit, GetBalanceChurnLimit(state));

    /// <summary>Gwei that may be activated in an epoch (`gloas/beacon-chain.md#new-get_activation_churn_limit`).</summary>
    public static Gwei GetActivationChurnLimit(BeaconState state) =>
        Math.Min(
            state.Config.MaxPerEpochActivationChurnLimitGloas,
            Churn(state, state.Config.ChurnLimitQuotientGloas, state.Config.MinPerEpochChurnLimitElectra));

    /// <summary>Gwei that may exit in an epoch (`gloas/beacon-chain.md#new-get_exit_churn_limit`).</summary>
    public static Gwei GetExitChurnLimit(BeaconState state) =>
        Churn(state, state.Config.ChurnLimitQuotientGloas, state.Config.MinPerEpochChurnLimitElectra);

    /// <summary>`electra/beacon-chain.md#new-get_consolidation_churn_limit`, by a quotient of its own from gloas on.</summary>
    public static Gwei GetConsolidationChurnLimit(BeaconState state) => state.ForkName >= ForkName.Gloas
        ? Churn(state, state.Config.ConsolidationChurnLimitQuotient, 0)
        : GetBalanceChurnLimit(state) - GetActivationExitChurnLimit(state);

    private static Gwei Churn(BeaconState state, ulong quotient, Gwei least)
    {
        var churn = Math.Max(least, GetTotalActiveBalance(state) / quotient);
        return churn - (churn % state.Preset.EffectiveBalanceIncrement);
    }
}
