using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;

namespace Consensoor.Spec.Transition.Operations;

/// <summary>Deposits that the execution layer reports, electra on (`electra/beacon-chain.md#deposit-requests`, changed in fulu).</summary>
public static class DepositRequests
{
    /// <summary>
    /// Queues the deposit; in electra the first request also ends the old deposit mechanism at its index. Never refuses. See
    /// `process_deposit_request`.
    /// </summary>
    public static void ProcessDepositRequest(BeaconState state, DepositRequest depositRequest)
    {
        if (state.ForkName == ForkName.Electra && state.DepositRequestsStartIndex == Constants.UnsetDepositRequestsStartIndex)
        {
            state.DepositRequestsStartIndex = depositRequest.Index;
        }

        state.PendingDeposits.Add(new PendingDeposit
        {
            Pubkey = depositRequest.Pubkey,
            WithdrawalCredentials = depositRequest.WithdrawalCredentials,
            Amount = depositRequest.Amount,
            Signature = depositRequest.Signature,
            Slot = state.Slot,
        });
    }
}
