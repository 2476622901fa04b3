using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;

namespace Consensoor.Spec.Transition.Helpers;

public static partial class Predicates
{
    /// <summary>
    /// True where a validator's withdrawals go to an execution address (prefix 0x01)
    /// (`capella/beacon-chain.md#has_eth1_withdrawal_credential`).
    /// </summary>
    public static bool HasEth1WithdrawalCredential(Validator validator) =>
        validator.WithdrawalCredentials[0] == Constants.Eth1AddressWithdrawalPrefix;

    /// <summary>
    /// True for credentials of a compounding validator (prefix 0x02) (`electra/beacon-chain.md#new-is_compounding_withdrawal_credential`).
    /// </summary>
    public static bool IsCompoundingWithdrawalCredential(Bytes32 withdrawalCredentials) =>
        withdrawalCredentials[0] == Constants.CompoundingWithdrawalPrefix;

    /// <summary>
    /// True where a validator compounds its rewards (prefix 0x02) (`electra/beacon-chain.md#new-has_compounding_withdrawal_credential`).
    /// </summary>
    public static bool HasCompoundingWithdrawalCredential(Validator validator) =>
        IsCompoundingWithdrawalCredential(validator.WithdrawalCredentials);

    /// <summary>
    /// True where a validator's withdrawals go to an execution address (prefix 0x01 or 0x02)
    /// (`electra/beacon-chain.md#new-has_execution_withdrawal_credential`).
    /// </summary>
    public static bool HasExecutionWithdrawalCredential(Validator validator) =>
        HasEth1WithdrawalCredential(validator) || HasCompoundingWithdrawalCredential(validator);

    /// <summary>True for credentials of a builder (prefix 0xB0) (`gloas/beacon-chain.md#new-is_builder_withdrawal_credential`).</summary>
    public static bool IsBuilderWithdrawalCredential(Bytes32 withdrawalCredentials) =>
        withdrawalCredentials[0] == Constants.BuilderWithdrawalPrefix;

    /// <summary>`capella/beacon-chain.md#is_fully_withdrawable_validator`, compounding credentials included from electra on.</summary>
    public static bool IsFullyWithdrawableValidator(BeaconState state, Validator validator, Gwei balance, Epoch epoch) =>
        CanWithdraw(state, validator) && validator.WithdrawableEpoch <= epoch && balance > 0;

    /// <summary>`capella/beacon-chain.md#is_partially_withdrawable_validator`, by the validator's own ceiling from electra on.</summary>
    public static bool IsPartiallyWithdrawableValidator(BeaconState state, Validator validator, Gwei balance)
    {
        var ceiling =
            state.ForkName >= ForkName.Electra ? Accessors.GetMaxEffectiveBalance(state, validator) : state.Preset.MaxEffectiveBalance;
        return CanWithdraw(state, validator) && validator.EffectiveBalance == ceiling && balance > ceiling;
    }

    /// <summary>`electra/beacon-chain.md#new-is_eligible_for_partial_withdrawals`.</summary>
    public static bool IsEligibleForPartialWithdrawals(BeaconState state, Validator validator, Gwei balance) =>
        validator.ExitEpoch == Constants.FarFutureEpoch
        && validator.EffectiveBalance >= state.Preset.MinActivationBalance
        && balance > state.Preset.MinActivationBalance;

    private static bool CanWithdraw(BeaconState state, Validator validator) =>
        state.ForkName >= ForkName.Electra ? HasExecutionWithdrawalCredential(validator) : HasEth1WithdrawalCredential(validator);
}
