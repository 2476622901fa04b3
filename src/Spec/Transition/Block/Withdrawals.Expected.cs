using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using static Consensoor.Spec.Transition.Helpers.Accessors;
using static Consensoor.Spec.Transition.Helpers.Misc;
using static Consensoor.Spec.Transition.Helpers.Predicates;
using static Consensoor.Spec.Transition.Refusal;

namespace Consensoor.Spec.Transition.Block;

/// <content>
/// Which withdrawals are due. The four sources write into one list of at most MAX_WITHDRAWALS_PER_PAYLOAD entries; the specification's
/// `prior_withdrawals` are the entries already there, and its assertions about their number hold because each source stops one entry before
/// the list is full and only the last may fill it.
/// </content>
public static partial class Withdrawals
{
    /// <summary>
    /// The withdrawals due, in order: builder payments (gloas on), partial withdrawals (electra on), the builders sweep (gloas on), the
    /// validators sweep. Refuses a state whose queues name validators or builders it lacks. See
    /// `gloas/beacon-chain.md#modified-get_expected_withdrawals`.
    /// </summary>
    public static Refusal? GetExpectedWithdrawals(BeaconState state, out ExpectedWithdrawals expected)
    {
        var withdrawals = new List<Withdrawal>((int)state.Preset.MaxWithdrawalsPerPayload);
        var (builders, partials, buildersSweep, sweep) = (0UL, 0UL, 0UL, 0UL);
        var refusal = (state.ForkName >= ForkName.Gloas ? GetBuilderWithdrawals(state, withdrawals, out builders) : null)
            ?? (state.ForkName >= ForkName.Electra ? GetPendingPartialWithdrawals(state, withdrawals, out partials) : null)
            ?? (state.ForkName >= ForkName.Gloas ? GetBuildersSweepWithdrawals(state, withdrawals, out buildersSweep) : null)
            ?? GetValidatorsSweepWithdrawals(state, withdrawals, out sweep);
        expected = new ExpectedWithdrawals(SszList.From(withdrawals), builders, partials, buildersSweep, sweep);
        return refusal;
    }

    /// <summary>
    /// Appends the queued payments to builders; counts those read. See `gloas/beacon-chain.md#new-get_builder_withdrawals`.
    /// </summary>
    private static Refusal? GetBuilderWithdrawals(BeaconState state, List<Withdrawal> withdrawals, out ulong processedCount)
    {
        processedCount = 0;
        var limit = (int)state.Preset.MaxWithdrawalsPerPayload - 1;
        foreach (var pending in state.BuilderPendingWithdrawals)
        {
            if (withdrawals.Count >= limit)
            {
                break;
            }

            if (Require(pending.BuilderIndex < (ulong)state.Builders.Count) is { } refusal)
            {
                return refusal;
            }

            Append(state, withdrawals, ConvertBuilderIndexToValidatorIndex(pending.BuilderIndex), pending.FeeRecipient, pending.Amount);
            processedCount++;
        }

        return null;
    }

    /// <summary>
    /// Appends the partial withdrawals whose time has come; counts those read. See
    /// `electra/beacon-chain.md#new-get_pending_partial_withdrawals`.
    /// </summary>
    private static Refusal? GetPendingPartialWithdrawals(BeaconState state, List<Withdrawal> withdrawals, out ulong processedCount)
    {
        processedCount = 0;
        var epoch = GetCurrentEpoch(state);
        var preset = state.Preset;
        var limit =
            (int)Math.Min((ulong)withdrawals.Count + preset.MaxPendingPartialsPerWithdrawalsSweep, preset.MaxWithdrawalsPerPayload - 1);
        foreach (var pending in state.PendingPartialWithdrawals)
        {
            if (pending.WithdrawableEpoch > epoch || withdrawals.Count >= limit)
            {
                break;
            }

            if (Require(pending.ValidatorIndex < (ulong)state.Validators.Count) is { } refusal)
            {
                return refusal;
            }

            var validator = state.Validators[pending.ValidatorIndex];
            var balance = GetBalanceAfterWithdrawals(state, pending.ValidatorIndex, withdrawals);
            if (IsEligibleForPartialWithdrawals(state, validator, balance))
            {
                var amount = Math.Min(balance - preset.MinActivationBalance, pending.Amount);
                Append(state, withdrawals, pending.ValidatorIndex, AddressOf(validator), amount);
            }

            processedCount++;
        }

        return null;
    }

    /// <summary>
    /// Appends the whole balances of exited builders, from where the last sweep stopped; counts those seen. See
    /// `gloas/beacon-chain.md#new-get_builders_sweep_withdrawals`.
    /// </summary>
    private static Refusal? GetBuildersSweepWithdrawals(BeaconState state, List<Withdrawal> withdrawals, out ulong processedCount)
    {
        processedCount = 0;
        var epoch = GetCurrentEpoch(state);
        var count = (ulong)state.Builders.Count;
        var limit = (int)state.Preset.MaxWithdrawalsPerPayload - 1;
        var builderIndex = state.NextWithdrawalBuilderIndex;
        for (var left = Math.Min(count, state.Preset.MaxBuildersPerWithdrawalsSweep); left > 0 && withdrawals.Count < limit; left--)
        {
            if (Require(builderIndex < count) is { } refusal)
            {
                return refusal;
            }

            var builder = state.Builders[builderIndex];
            var balance = GetBuilderBalanceAfterWithdrawals(state, builderIndex, withdrawals);
            if (builder.WithdrawableEpoch <= epoch && balance > 0)
            {
                Append(state, withdrawals, ConvertBuilderIndexToValidatorIndex(builderIndex), builder.ExecutionAddress, balance);
            }

            builderIndex = (builderIndex + 1) % count;
            processedCount++;
        }

        return null;
    }

    /// <summary>
    /// Appends full and excess balances, from where the last sweep stopped; counts those seen. At most MAX_VALIDATORS_PER_WITHDRAWALS_SWEEP
    /// (16,384 on mainnet) registry reads. See `electra/beacon-chain.md#modified-get_validators_sweep_withdrawals`.
    /// </summary>
    private static Refusal? GetValidatorsSweepWithdrawals(BeaconState state, List<Withdrawal> withdrawals, out ulong processedCount)
    {
        processedCount = 0;
        var epoch = GetCurrentEpoch(state);
        var count = (ulong)state.Validators.Count;
        var limit = (int)state.Preset.MaxWithdrawalsPerPayload;
        var validatorIndex = state.NextWithdrawalValidatorIndex;
        for (var left = Math.Min(count, state.Preset.MaxValidatorsPerWithdrawalsSweep); left > 0 && withdrawals.Count < limit; left--)
        {
            if (Require(validatorIndex < count) is { } refusal)
            {
                return refusal;
            }

            var validator = state.Validators[validatorIndex];
            var balance = GetBalanceAfterWithdrawals(state, validatorIndex, withdrawals);
            if (IsFullyWithdrawableValidator(state, validator, balance, epoch))
            {
                Append(state, withdrawals, validatorIndex, AddressOf(validator), balance);
            }
            else if (IsPartiallyWithdrawableValidator(state, validator, balance))
            {
                Append(state, withdrawals, validatorIndex, AddressOf(validator), balance - MaxBalanceOf(state, validator));
            }

            validatorIndex = (validatorIndex + 1) % count;
            processedCount++;
        }

        return null;
    }

    /// <summary>
    /// What is left of a balance (Gwei) once the listed withdrawals are taken. See
    /// `capella/beacon-chain.md#new-get_balance_after_withdrawals`.
    /// </summary>
    private static Gwei GetBalanceAfterWithdrawals(BeaconState state, ValidatorIndex validatorIndex, List<Withdrawal> withdrawals) =>
        state.Balances[validatorIndex] - WithdrawnBy(validatorIndex, withdrawals);

    /// <summary>The same for a builder, never below zero. See `gloas/beacon-chain.md#new-get_builder_balance_after_withdrawals`.</summary>
    private static Gwei GetBuilderBalanceAfterWithdrawals(BeaconState state, BuilderIndex builderIndex, List<Withdrawal> withdrawals) =>
        SaturatingSub(state.Builders[builderIndex].Balance, WithdrawnBy(ConvertBuilderIndexToValidatorIndex(builderIndex), withdrawals));

    private static Gwei WithdrawnBy(ValidatorIndex validatorIndex, List<Withdrawal> withdrawals)
    {
        var withdrawn = 0UL;
        foreach (var withdrawal in withdrawals)
        {
            withdrawn += withdrawal.ValidatorIndex == validatorIndex ? withdrawal.Amount : 0;
        }

        return withdrawn;
    }

    private static Gwei MaxBalanceOf(BeaconState state, Validator validator) =>
        state.ForkName >= ForkName.Electra ? GetMaxEffectiveBalance(state, validator) : state.Preset.MaxEffectiveBalance;

    private static ExecutionAddress AddressOf(Validator validator) => new(validator.WithdrawalCredentials.AsSpan()[12..]);

    private static void Append(
        BeaconState state, List<Withdrawal> withdrawals, ValidatorIndex validatorIndex, ExecutionAddress address, Gwei amount) =>
        withdrawals.Add(new Withdrawal
        {
            Index = state.NextWithdrawalIndex + (ulong)withdrawals.Count,
            ValidatorIndex = validatorIndex,
            Address = address,
            Amount = amount,
        });
}
