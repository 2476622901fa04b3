using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using static Consensoor.Spec.Transition.Refusal;

namespace Consensoor.Spec.Transition.Helpers;

public static partial class Mutators
{
    /// <summary>
    /// Sets the epoch from which a builder may withdraw; the builder must exist (`gloas/beacon-chain.md#new-initiate_builder_exit`).
    /// </summary>
    public static void InitiateBuilderExit(BeaconState state, BuilderIndex builderIndex) =>
        state.Builders[builderIndex] = state.Builders[builderIndex] with
        {
            WithdrawableEpoch = Accessors.GetCurrentEpoch(state) + state.Config.MinBuilderWithdrawabilityDelay,
        };

    /// <summary>
    /// Turns a pending payment into a withdrawal; refuses an index there is not (`gloas/beacon-chain.md#new-settle_builder_payment`).
    /// </summary>
    public static Refusal? SettleBuilderPayment(BeaconState state, ulong paymentIndex)
    {
        if (Require(paymentIndex < (ulong)state.BuilderPendingPayments.Count) is { } refusal)
        {
            return refusal;
        }

        var payment = state.BuilderPendingPayments[paymentIndex];
        if (payment.Withdrawal.Amount > 0)
        {
            state.BuilderPendingWithdrawals.Add(payment.Withdrawal);
        }

        state.BuilderPendingPayments[paymentIndex] = BuilderPendingPayment.Default(state.Ssz);
        return null;
    }

    // A slashed proposer's blocks are paid for no more (`gloas/beacon-chain.md#modified-slash_validator`).
    private static void RemovePaymentsTo(BeaconState state, ValidatorIndex proposerIndex)
    {
        for (var i = 0; i < state.BuilderPendingPayments.Count; i++)
        {
            if (state.BuilderPendingPayments[i].ProposerIndex == proposerIndex)
            {
                state.BuilderPendingPayments[i] = BuilderPendingPayment.Default(state.Ssz);
            }
        }
    }
}
