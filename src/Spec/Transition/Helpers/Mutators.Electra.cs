using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;

namespace Consensoor.Spec.Transition.Helpers;

public static partial class Mutators
{
    /// <summary>
    /// The epoch in which a balance can exit, with the churn it uses up written down
    /// (`electra/beacon-chain.md#new-compute_exit_epoch_and_update_churn`, changed in gloas).
    /// </summary>
    public static Epoch ComputeExitEpochAndUpdateChurn(BeaconState state, Gwei exitBalance)
    {
        var churn = state.ForkName >= ForkName.Gloas ? Accessors.GetExitChurnLimit(state) : Accessors.GetActivationExitChurnLimit(state);
        var (epoch, left) = Queue(state, state.EarliestExitEpoch, state.ExitBalanceToConsume, churn, exitBalance);
        state.ExitBalanceToConsume = left;
        return state.EarliestExitEpoch = epoch;
    }

    /// <summary>
    /// The epoch in which a balance can be consolidated, with the churn it uses up written down
    /// (`electra/beacon-chain.md#new-compute_consolidation_epoch_and_update_churn`).
    /// </summary>
    public static Epoch ComputeConsolidationEpochAndUpdateChurn(BeaconState state, Gwei consolidationBalance)
    {
        var churn = Accessors.GetConsolidationChurnLimit(state);
        var (epoch, left) =
            Queue(state, state.EarliestConsolidationEpoch, state.ConsolidationBalanceToConsume, churn, consolidationBalance);
        state.ConsolidationBalanceToConsume = left;
        return state.EarliestConsolidationEpoch = epoch;
    }

    /// <summary>
    /// Gives a validator compounding credentials and queues its excess balance as a deposit
    /// (`electra/beacon-chain.md#new-switch_to_compounding_validator`).
    /// </summary>
    public static void SwitchToCompoundingValidator(BeaconState state, ValidatorIndex index)
    {
        var validator = state.Validators[index];
        Span<byte> credentials = stackalloc byte[32];
        validator.WithdrawalCredentials.AsSpan().CopyTo(credentials);
        credentials[0] = Constants.CompoundingWithdrawalPrefix;
        state.Validators[index] = validator with { WithdrawalCredentials = new Bytes32(credentials) };
        QueueExcessActiveBalance(state, index);
    }

    /// <summary>
    /// Moves what a validator has above MIN_ACTIVATION_BALANCE into the deposit queue
    /// (`electra/beacon-chain.md#new-queue_excess_active_balance`).
    /// </summary>
    public static void QueueExcessActiveBalance(BeaconState state, ValidatorIndex index)
    {
        var balance = state.Balances[index];
        var least = state.Preset.MinActivationBalance;
        if (balance <= least)
        {
            return;
        }

        state.Balances[index] = least;
        var validator = state.Validators[index];
        state.PendingDeposits.Add(new PendingDeposit
        {
            Pubkey = validator.Pubkey,
            WithdrawalCredentials = validator.WithdrawalCredentials,
            Amount = balance - least,
            Signature = Constants.G2PointAtInfinity,
            Slot = Constants.GenesisSlot,
        });
    }

    private static (Epoch Epoch, Gwei Left) Queue(BeaconState state, Epoch earliest, Gwei toConsume, Gwei churn, Gwei balance)
    {
        var epoch = Math.Max(earliest, Misc.ComputeActivationExitEpoch(state.Preset, Accessors.GetCurrentEpoch(state)));
        var left = earliest < epoch ? churn : toConsume;
        if (balance > left)
        {
            var additionalEpochs = ((balance - left - 1) / churn) + 1;
            epoch += additionalEpochs;
            left += additionalEpochs * churn;
        }

        return (epoch, left - balance);
    }
}
