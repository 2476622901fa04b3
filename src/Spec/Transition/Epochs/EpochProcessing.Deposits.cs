using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Operations;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Spec.Transition.Epochs;

public static partial class EpochProcessing
{
    /// <summary>
    /// Tops up a known validator or registers a new one whose signature holds; with BLS credentials none is registered from heze on
    /// (`electra/beacon-chain.md#new-apply_pending_deposit`, `heze/beacon-chain.md#modified-apply_pending_deposit`).
    /// </summary>
    public static void ApplyPendingDeposit(BeaconState state, PendingDeposit deposit, ISignatureVerifier verifier)
    {
        if (Accessors.TryGetValidatorIndex(state, deposit.Pubkey, out var index))
        {
            Mutators.IncreaseBalance(state, index, deposit.Amount);
            return;
        }

        if (state.ForkName >= ForkName.Heze && deposit.WithdrawalCredentials[0] == Constants.BlsWithdrawalPrefix)
        {
            return;
        }

        if (Deposits.IsValidDepositSignature(
            state, deposit.Pubkey, deposit.WithdrawalCredentials, deposit.Amount, deposit.Signature, verifier))
        {
            Deposits.AddValidatorToRegistry(state, deposit.Pubkey, deposit.WithdrawalCredentials, deposit.Amount);
        }
    }

    /// <summary>
    /// Applies finalized deposits within the churn, electra on (`electra/beacon-chain.md#new-process_pending_deposits`, changed in fulu and
    /// gloas).
    /// </summary>
    public static void ProcessPendingDeposits(BeaconState state, ISignatureVerifier verifier)
    {
        var churnLimit =
            state.ForkName >= ForkName.Gloas ? Accessors.GetActivationChurnLimit(state) : Accessors.GetActivationExitChurnLimit(state);
        var availableForProcessing = state.DepositBalanceToConsume + churnLimit;
        var nextEpoch = NextEpoch(state);
        var finalizedSlot = Misc.ComputeStartSlotAtEpoch(state.Preset, state.FinalizedCheckpoint.Epoch);
        var awaitsBridge = state.ForkName < ForkName.Fulu && state.Eth1DepositIndex < state.DepositRequestsStartIndex;
        Gwei processedAmount = 0;
        var nextDepositIndex = 0;
        var depositsToPostpone = new List<PendingDeposit>();
        var isChurnLimitReached = false;
        foreach (var deposit in state.PendingDeposits)
        {
            // Deposits of the contract carry the genesis slot, and all of them come before the first request.
            var isRequestBeforeBridge = awaitsBridge && deposit.Slot > Constants.GenesisSlot;
            if (isRequestBeforeBridge || deposit.Slot > finalizedSlot || (ulong)nextDepositIndex >= state.Preset.MaxPendingDepositsPerEpoch)
            {
                break;
            }

            var validator = Accessors.TryGetValidatorIndex(state, deposit.Pubkey, out var index) ? state.Validators[index] : null;
            if (validator is not null && validator.WithdrawableEpoch < nextEpoch)
            {
                // The balance can never become active, so that it uses up no churn.
                ApplyPendingDeposit(state, deposit, verifier);
            }
            else if (validator is not null && validator.ExitEpoch < Constants.FarFutureEpoch)
            {
                depositsToPostpone.Add(deposit);
            }
            else
            {
                isChurnLimitReached = processedAmount + deposit.Amount > availableForProcessing;
                if (isChurnLimitReached)
                {
                    break;
                }

                processedAmount += deposit.Amount;
                ApplyPendingDeposit(state, deposit, verifier);
            }

            nextDepositIndex++;
        }

        state.PendingDeposits.RemoveFirst(nextDepositIndex);
        state.PendingDeposits.AddRange([.. depositsToPostpone]);
        state.DepositBalanceToConsume = isChurnLimitReached ? availableForProcessing - processedAmount : 0;
    }

    /// <summary>
    /// Moves the balances of withdrawable sources to their targets, electra on
    /// (`electra/beacon-chain.md#new-process_pending_consolidations`).
    /// </summary>
    public static void ProcessPendingConsolidations(BeaconState state)
    {
        var nextEpoch = NextEpoch(state);
        var nextPendingConsolidation = 0;
        foreach (var consolidation in state.PendingConsolidations)
        {
            var source = state.Validators[consolidation.SourceIndex];
            if (!source.Slashed)
            {
                if (source.WithdrawableEpoch > nextEpoch)
                {
                    break;
                }

                // What the source has above its effective balance stays, and is withdrawn.
                var sourceEffectiveBalance = Math.Min(state.Balances[consolidation.SourceIndex], source.EffectiveBalance);
                Mutators.DecreaseBalance(state, consolidation.SourceIndex, sourceEffectiveBalance);
                Mutators.IncreaseBalance(state, consolidation.TargetIndex, sourceEffectiveBalance);
            }

            nextPendingConsolidation++;
        }

        state.PendingConsolidations.RemoveFirst(nextPendingConsolidation);
    }
}
