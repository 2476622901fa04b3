using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Operations;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Transition.Helpers.Accessors;
using static Consensoor.Spec.Transition.Helpers.Misc;
using static Consensoor.Spec.Transition.Helpers.Mutators;
using static Consensoor.Spec.Transition.Refusal;

namespace Consensoor.Spec.Transition.Block;

/// <summary>What a block does with its parent's payload, gloas on (`gloas/beacon-chain.md#parent-execution-payload`).</summary>
public static class ParentExecutionPayload
{
    /// <summary>
    /// Decides by the block's bid whether the parent's payload was delivered, and applies it if so. Refuses requests that are not those the
    /// parent's bid committed to, and any request where there was no payload. Comes before the bid step, which replaces the parent's bid.
    /// See `process_parent_execution_payload`.
    /// </summary>
    public static Refusal? ProcessParentExecutionPayload(BeaconState state, BeaconBlock block, ISignatureVerifier verifier)
    {
        var bid = block.Body.SignedExecutionPayloadBid.Message;
        var parentBid = state.LatestExecutionPayloadBid;
        var requests = block.Body.ParentExecutionRequests;
        if (bid.ParentBlockHash != parentBid.BlockHash)
        {
            return Require(requests == ExecutionRequests.Default(state.Ssz));
        }

        return Require(requests.HashTreeRoot(state.Ssz) == parentBid.ExecutionRequestsRoot)
            ?? ApplyParentExecutionPayload(state, requests, verifier);
    }

    /// <summary>
    /// Settles the payment to the parent's builder, processes the payload's requests at the state's slot and marks the payload available.
    /// Refuses more requests than a payload may carry. Block production calls it as well, before it computes withdrawals. See
    /// `apply_parent_execution_payload`.
    /// </summary>
    public static Refusal? ApplyParentExecutionPayload(BeaconState state, ExecutionRequests requests, ISignatureVerifier verifier)
    {
        var preset = state.Preset;
        if ((Require((ulong)requests.Withdrawals.Count <= preset.MaxWithdrawalRequestsPerPayload)
            ?? Require((ulong)requests.Consolidations.Count <= preset.MaxConsolidationRequestsPerPayload)
            ?? Require((ulong)requests.BuilderDeposits.Count <= preset.MaxBuilderDepositRequestsPerPayload)
            ?? Require((ulong)requests.BuilderExits.Count <= preset.MaxBuilderExitRequestsPerPayload)) is { } refusal)
        {
            return refusal;
        }

        // Before the requests, so that a builder's exit finds its payment no longer pending in the window but in the queue.
        var parentBid = state.LatestExecutionPayloadBid;
        var parentSlot = state.LatestBlockHeader.Slot;
        if (SettleParentPayment(state, parentBid, parentSlot) is { } unsettled)
        {
            return unsettled;
        }

        foreach (var request in requests.Deposits)
        {
            DepositRequests.ProcessDepositRequest(state, request);
        }

        foreach (var request in requests.Withdrawals)
        {
            WithdrawalRequests.ProcessWithdrawalRequest(state, request);
        }

        foreach (var request in requests.Consolidations)
        {
            ConsolidationRequests.ProcessConsolidationRequest(state, request);
        }

        foreach (var request in requests.BuilderDeposits)
        {
            BuilderDepositRequests.ProcessBuilderDepositRequest(state, request, verifier);
        }

        foreach (var request in requests.BuilderExits)
        {
            BuilderExitRequests.ProcessBuilderExitRequest(state, request);
        }

        var availability = (int)(parentSlot % preset.SlotsPerHistoricalRoot);
        state.ExecutionPayloadAvailability = state.ExecutionPayloadAvailability.SetItem(availability, true);
        state.LatestBlockHash = parentBid.BlockHash;
        return null;
    }

    private static Refusal? SettleParentPayment(BeaconState state, ExecutionPayloadBid parentBid, Slot parentSlot)
    {
        var slotsPerEpoch = state.Preset.SlotsPerEpoch;
        var parentEpoch = ComputeEpochAtSlot(state.Preset, parentSlot);
        if (parentEpoch == GetCurrentEpoch(state))
        {
            return SettleBuilderPayment(state, slotsPerEpoch + parentSlot % slotsPerEpoch);
        }

        if (parentEpoch == GetPreviousEpoch(state))
        {
            return SettleBuilderPayment(state, parentSlot % slotsPerEpoch);
        }

        if (parentBid.Value > 0)
        {
            // The entry has left the two-epoch window; only the bid itself still knows the payment.
            state.BuilderPendingWithdrawals.Add(new BuilderPendingWithdrawal
            {
                FeeRecipient = parentBid.FeeRecipient,
                Amount = parentBid.Value,
                BuilderIndex = parentBid.BuilderIndex,
            });
        }

        return null;
    }
}
