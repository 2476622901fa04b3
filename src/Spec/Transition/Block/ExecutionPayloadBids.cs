using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Transition.Helpers.Accessors;
using static Consensoor.Spec.Transition.Helpers.Misc;
using static Consensoor.Spec.Transition.Helpers.Predicates;
using static Consensoor.Spec.Transition.Refusal;

namespace Consensoor.Spec.Transition.Block;

/// <summary>The bid step, gloas on (`gloas/beacon-chain.md#execution-payload-bid`).</summary>
public static class ExecutionPayloadBids
{
    /// <summary>
    /// True where a registered builder signed the bid; false as well for a builder the state lacks, as for one that builds for itself, who
    /// signs nothing. See `verify_execution_payload_bid_signature`.
    /// </summary>
    public static bool VerifyExecutionPayloadBidSignature(
        BeaconState state, SignedExecutionPayloadBid signedBid, ISignatureVerifier verifier)
    {
        var builderIndex = signedBid.Message.BuilderIndex;
        if (builderIndex >= (ulong)state.Builders.Count)
        {
            return false;
        }

        var signingRoot = ComputeSigningRoot(signedBid.Message, GetDomain(state, Constants.DomainBeaconBuilder), state.Ssz);
        return verifier.Verify([state.Builders[builderIndex].Pubkey], signingRoot, signedBid.Signature);
    }

    /// <summary>
    /// Commits the block to a payload and records what its builder owes the proposer (Gwei). Refuses a bid that is not for this slot,
    /// parent and randao mix, has too many blobs, or whose builder is not an active payload builder with the money and the signature; a
    /// self-built bid has no value and no signature. See `process_execution_payload_bid`.
    /// </summary>
    public static Refusal? ProcessExecutionPayloadBid(BeaconState state, SignedExecutionPayloadBid signedBid, ISignatureVerifier verifier)
    {
        var bid = signedBid.Message;
        if ((RequireBuilder(state, signedBid, verifier)
            ?? Require((ulong)bid.BlobKzgCommitments.Count <= GetBlobParameters(state.Config, GetCurrentEpoch(state)).MaxBlobsPerBlock)
            ?? Require(bid.Slot == state.Slot)
            ?? Require(state.Slot > Constants.GenesisSlot)
            ?? Require(bid.ParentBlockHash == state.LatestBlockHash)
            ?? Require(bid.BlockHash != bid.ParentBlockHash)
            ?? Require(bid.ParentBlockRoot == GetBlockRootAtSlot(state, state.Slot - 1))
            ?? Require(bid.PrevRandao == GetRandaoMix(state, GetCurrentEpoch(state)))) is { } refusal)
        {
            return refusal;
        }

        if (bid.Value > 0)
        {
            var slotsPerEpoch = state.Preset.SlotsPerEpoch;
            state.BuilderPendingPayments[slotsPerEpoch + bid.Slot % slotsPerEpoch] = new BuilderPendingPayment
            {
                Withdrawal = new BuilderPendingWithdrawal
                {
                    FeeRecipient = bid.FeeRecipient,
                    Amount = bid.Value,
                    BuilderIndex = bid.BuilderIndex,
                },
                ProposerIndex = GetBeaconProposerIndex(state),
            };
        }

        state.LatestExecutionPayloadBid = bid;
        return null;
    }

    private static Refusal? RequireBuilder(BeaconState state, SignedExecutionPayloadBid signedBid, ISignatureVerifier verifier)
    {
        var bid = signedBid.Message;
        if (bid.BuilderIndex == Constants.BuilderIndexSelfBuild)
        {
            return Require(bid.Value == 0, nameof(ProcessExecutionPayloadBid))
                ?? Require(signedBid.Signature == Constants.G2PointAtInfinity, nameof(ProcessExecutionPayloadBid));
        }

        return Require(bid.BuilderIndex < (ulong)state.Builders.Count, nameof(ProcessExecutionPayloadBid))
            ?? Require(IsActiveBuilder(state, bid.BuilderIndex), nameof(ProcessExecutionPayloadBid))
            ?? Require(state.Builders[bid.BuilderIndex].Version == Constants.PayloadBuilderVersion, nameof(ProcessExecutionPayloadBid))
            ?? Require(CanBuilderCoverBid(state, bid.BuilderIndex, bid.Value), nameof(ProcessExecutionPayloadBid))
            ?? Require(VerifyExecutionPayloadBidSignature(state, signedBid, verifier), nameof(ProcessExecutionPayloadBid));
    }
}
