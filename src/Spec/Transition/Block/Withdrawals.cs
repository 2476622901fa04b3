using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using static Consensoor.Spec.Transition.Helpers.Misc;
using static Consensoor.Spec.Transition.Helpers.Mutators;
using static Consensoor.Spec.Transition.Helpers.Predicates;
using static Consensoor.Spec.Transition.Refusal;

namespace Consensoor.Spec.Transition.Block;

/// <summary>The withdrawals step (`capella/beacon-chain.md#new-process_withdrawals`, changed in electra and gloas).</summary>
public static partial class Withdrawals
{
    /// <summary>
    /// Applies the withdrawals due and moves the sweep on, capella to fulu. Refuses a payload that lists others. See
    /// `electra/beacon-chain.md#modified-process_withdrawals`.
    /// </summary>
    public static Refusal? ProcessWithdrawals(BeaconState state, ExecutionPayload payload)
    {
        if ((GetExpectedWithdrawals(state, out var expected) ?? Require(payload.Withdrawals.Equals(expected.Withdrawals))) is { } refusal)
        {
            return refusal;
        }

        ApplyWithdrawals(state, expected.Withdrawals);
        UpdateNextWithdrawalIndex(state, expected.Withdrawals);
        if (state.ForkName >= ForkName.Electra)
        {
            UpdatePendingPartialWithdrawals(state, expected.ProcessedPartialWithdrawalsCount);
        }

        UpdateNextWithdrawalValidatorIndex(state, expected.Withdrawals);
        return null;
    }

    /// <summary>
    /// Applies the withdrawals due, gloas on; the next payload on this block has to carry them. Does nothing where the parent's payload is
    /// missing. Refuses a state whose queues name validators or builders it lacks. See
    /// `gloas/beacon-chain.md#modified-process_withdrawals`.
    /// </summary>
    public static Refusal? ProcessWithdrawals(BeaconState state)
    {
        if (state.LatestBlockHash != state.LatestExecutionPayloadBid.BlockHash)
        {
            return null;
        }

        if (GetExpectedWithdrawals(state, out var expected) is { } refusal)
        {
            return refusal;
        }

        ApplyWithdrawals(state, expected.Withdrawals);
        UpdateNextWithdrawalIndex(state, expected.Withdrawals);
        UpdatePayloadExpectedWithdrawals(state, expected.Withdrawals);
        UpdateBuilderPendingWithdrawals(state, expected.ProcessedBuilderWithdrawalsCount);
        UpdatePendingPartialWithdrawals(state, expected.ProcessedPartialWithdrawalsCount);
        UpdateNextWithdrawalBuilderIndex(state, expected.ProcessedBuildersSweepCount);
        UpdateNextWithdrawalValidatorIndex(state, expected.Withdrawals);
        return null;
    }

    /// <summary>Takes the amounts (Gwei) from the balances. See `gloas/beacon-chain.md#modified-apply_withdrawals`.</summary>
    public static void ApplyWithdrawals(BeaconState state, SszList<Withdrawal> withdrawals)
    {
        foreach (var withdrawal in withdrawals)
        {
            if (state.ForkName >= ForkName.Gloas && IsBuilderIndex(withdrawal.ValidatorIndex))
            {
                var builderIndex = ConvertValidatorIndexToBuilderIndex(withdrawal.ValidatorIndex);
                var builder = state.Builders[builderIndex];
                state.Builders[builderIndex] = builder with { Balance = SaturatingSub(builder.Balance, withdrawal.Amount) };
            }
            else
            {
                DecreaseBalance(state, withdrawal.ValidatorIndex, withdrawal.Amount);
            }
        }
    }

    /// <summary>See `capella/beacon-chain.md#new-update_next_withdrawal_index`.</summary>
    public static void UpdateNextWithdrawalIndex(BeaconState state, SszList<Withdrawal> withdrawals)
    {
        if (withdrawals.Count != 0)
        {
            state.NextWithdrawalIndex = withdrawals[^1].Index + 1;
        }
    }

    /// <summary>
    /// Moves the validators sweep behind the last withdrawal of a full payload, else on by a whole sweep. See
    /// `capella/beacon-chain.md#new-update_next_withdrawal_validator_index`.
    /// </summary>
    public static void UpdateNextWithdrawalValidatorIndex(BeaconState state, SszList<Withdrawal> withdrawals)
    {
        var next = (ulong)withdrawals.Count == state.Preset.MaxWithdrawalsPerPayload
            ? withdrawals[^1].ValidatorIndex + 1
            : state.NextWithdrawalValidatorIndex + state.Preset.MaxValidatorsPerWithdrawalsSweep;
        state.NextWithdrawalValidatorIndex = next % (ulong)state.Validators.Count;
    }

    /// <summary>See `electra/beacon-chain.md#new-update_pending_partial_withdrawals`.</summary>
    public static void UpdatePendingPartialWithdrawals(BeaconState state, ulong processedPartialWithdrawalsCount) =>
        state.PendingPartialWithdrawals.RemoveFirst((int)processedPartialWithdrawalsCount);

    /// <summary>See `gloas/beacon-chain.md#new-update_payload_expected_withdrawals`.</summary>
    public static void UpdatePayloadExpectedWithdrawals(BeaconState state, SszList<Withdrawal> withdrawals) =>
        state.PayloadExpectedWithdrawals.ReplaceAll(withdrawals.AsSpan());

    /// <summary>See `gloas/beacon-chain.md#new-update_builder_pending_withdrawals`.</summary>
    public static void UpdateBuilderPendingWithdrawals(BeaconState state, ulong processedBuilderWithdrawalsCount) =>
        state.BuilderPendingWithdrawals.RemoveFirst((int)processedBuilderWithdrawalsCount);

    /// <summary>See `gloas/beacon-chain.md#new-update_next_withdrawal_builder_index`.</summary>
    public static void UpdateNextWithdrawalBuilderIndex(BeaconState state, ulong processedBuildersSweepCount)
    {
        if (state.Builders.Count > 0)
        {
            state.NextWithdrawalBuilderIndex =
                (state.NextWithdrawalBuilderIndex + processedBuildersSweepCount) % (ulong)state.Builders.Count;
        }
    }
}
