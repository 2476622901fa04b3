using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using static Consensoor.Spec.Transition.Helpers.Accessors;
using static Consensoor.Spec.Transition.Helpers.Mutators;
using static Consensoor.Spec.Transition.Helpers.Predicates;

namespace Consensoor.Spec.Transition.Operations;

/// <summary>
/// Withdrawals and exits that an execution address asks for, electra on (`electra/beacon-chain.md#execution-layer-withdrawal-requests`).
/// </summary>
public static class WithdrawalRequests
{
    /// <summary>
    /// Exits the validator or queues a partial withdrawal (Gwei). Whoever may not ask for it is ignored, never refused: the execution layer
    /// checks nothing. See `process_withdrawal_request`.
    /// </summary>
    public static void ProcessWithdrawalRequest(BeaconState state, WithdrawalRequest withdrawalRequest)
    {
        var preset = state.Preset;
        var isFullExitRequest = withdrawalRequest.Amount == Constants.FullExitRequestAmount;
        if ((ulong)state.PendingPartialWithdrawals.Count == preset.PendingPartialWithdrawalsLimit && !isFullExitRequest)
        {
            return;
        }

        if (!TryGetValidatorIndex(state, withdrawalRequest.ValidatorPubkey, out var index))
        {
            return;
        }

        var validator = state.Validators[index];
        if (!HasExecutionWithdrawalCredential(validator)
            || !validator.WithdrawalCredentials.AsSpan()[12..].SequenceEqual(withdrawalRequest.SourceAddress.AsSpan())
            || !IsActiveValidator(validator, GetCurrentEpoch(state))
            || validator.ExitEpoch != Constants.FarFutureEpoch
            || GetCurrentEpoch(state) < validator.ActivationEpoch + state.Config.ShardCommitteePeriod)
        {
            return;
        }

        var pendingBalanceToWithdraw = GetPendingBalanceToWithdraw(state, index);
        if (isFullExitRequest)
        {
            if (pendingBalanceToWithdraw == 0)
            {
                InitiateValidatorExit(state, index);
            }

            return;
        }

        var hasSufficientEffectiveBalance = validator.EffectiveBalance >= preset.MinActivationBalance;
        var hasExcessBalance = state.Balances[index] > preset.MinActivationBalance + pendingBalanceToWithdraw;
        if (HasCompoundingWithdrawalCredential(validator) && hasSufficientEffectiveBalance && hasExcessBalance)
        {
            var toWithdraw =
                Math.Min(state.Balances[index] - preset.MinActivationBalance - pendingBalanceToWithdraw, withdrawalRequest.Amount);
            var exitQueueEpoch = ComputeExitEpochAndUpdateChurn(state, toWithdraw);
            state.PendingPartialWithdrawals.Add(new PendingPartialWithdrawal
            {
                ValidatorIndex = index,
                Amount = toWithdraw,
                WithdrawableEpoch = exitQueueEpoch + state.Config.MinValidatorWithdrawabilityDelay,
            });
        }
    }
}
