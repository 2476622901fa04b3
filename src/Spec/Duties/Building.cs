using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Spec.Duties;

/// <summary>
/// What it takes to have a payload built and to deliver it (`bellatrix/validator.md#executionpayload`,
/// `gloas/validator.md#executionpayload`, `gloas/builder.md`).
/// </summary>
public static class Building
{
    /// <summary>
    /// The withdrawals a payload on a state, advanced to its slot, must carry: none before capella; from gloas on those due after the
    /// parent's payload where it is built upon, else those the parent's payload owes. Refuses requests the parent's payload could not have.
    /// Part of `prepare_execution_payload`.
    /// </summary>
    public static Refusal? WithdrawalsForPayload(BeaconState state, ExecutionRequests? parentRequests, out SszList<Withdrawal> withdrawals)
    {
        withdrawals = [];
        if (state.ForkName < ForkName.Capella)
        {
            return null;
        }

        if (state.ForkName >= ForkName.Gloas)
        {
            if (parentRequests is null && state.LatestExecutionPayloadBid.BlockHash != state.LatestBlockHash)
            {
                withdrawals = [.. state.PayloadExpectedWithdrawals.ToArray()];
                return null;
            }

            state = state.Copy();
            if (parentRequests is not null
                && ParentExecutionPayload.ApplyParentExecutionPayload(state, parentRequests, AcceptAllVerifier.Instance) is { } refusal)
            {
                return refusal;
            }
        }

        var due = Withdrawals.GetExpectedWithdrawals(state, out var expected);
        withdrawals = expected.Withdrawals;
        return due;
    }

    /// <summary>Signs a bid of a builder (`gloas/builder.md#constructing-the-signedexecutionpayloadbid`).</summary>
    public static BLSSignature GetExecutionPayloadBidSignature(BeaconState state, ExecutionPayloadBid bid, Signer privkey)
    {
        var domain = Accessors.GetDomain(state, Constants.DomainBeaconBuilder, Misc.ComputeEpochAtSlot(state.Preset, bid.Slot));
        return privkey(Misc.ComputeSigningRoot(bid, domain, state.Ssz));
    }

    /// <summary>
    /// `gloas/builder.md#constructing-the-signedexecutionpayloadenvelope`; the state is the post-state of the envelope's block, or one of
    /// its epoch.
    /// </summary>
    public static BLSSignature GetExecutionPayloadEnvelopeSignature(BeaconState state, ExecutionPayloadEnvelope envelope, Signer privkey)
    {
        var domain = Accessors.GetDomain(state, Constants.DomainBeaconBuilder, Accessors.GetCurrentEpoch(state));
        return privkey(Misc.ComputeSigningRoot(envelope, domain, state.Ssz));
    }
}
