using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Builders;

/// <summary>
/// Judges headers that builders offer (`builder-specs`, `bellatrix/validator.md` and later forms): what of a payload the state says, and
/// the signature. What is in the payload nobody sees before the block is signed.
/// </summary>
internal static class HeaderBids
{
    /// <summary>A header of a builder with what is against it, its signature included.</summary>
    public static OfferedHeader Offer(AskHeaders ask, BuilderEndpoint builder, SignedBuilderBid bid, IBls bls) =>
        new(bid, builder, Refuse(ask, builder, bid, bls));

    private static Refusal? Refuse(AskHeaders ask, BuilderEndpoint builder, SignedBuilderBid signed, IBls bls)
    {
        var (state, bid, header) = (ask.Base.State, signed.Message, signed.Message.Header);
        var last = state.LatestExecutionPayloadHeader;
        var randao = Accessors.GetRandaoMix(state, Accessors.GetCurrentEpoch(state));
        var time = Misc.ComputeTimeAtSlot(state.Spec, state.GenesisTime, ask.Base.Slot);
        var most = ExecutionPayloads.MaxBlobsPerBlock(state);
        var due = WithdrawalsRootOf(ask.Withdrawals, state.Ssz);
        var refused = builder.BuilderPubkeys.Count > 0 && !builder.BuilderPubkeys.Contains(bid.Pubkey)
                ? ("builder_pubkeys", $"bids of {bid.Pubkey} are not wanted of {BuilderBids.HostOf(builder.Url)}")
            : header.ParentHash != last.BlockHash ? ("parent_hash", $"its parent is {header.ParentHash} and not {last.BlockHash}")
            : header.PrevRandao != randao ? ("prev_randao", $"its prev_randao is {header.PrevRandao} and not {randao}")
            : header.Timestamp != time ? ("timestamp", $"its timestamp is {header.Timestamp} and not {time}")
            : header.BlockNumber != last.BlockNumber + 1
                ? ("block_number", $"its number is {header.BlockNumber}, and its parent's {last.BlockNumber}")
            : header.WithdrawalsRoot != due
                ? ("withdrawals_root", $"its withdrawals are not the {ask.Withdrawals.Count} that are due")
            : ask.GasLimit is { } target
                && !ExecutionPayloadBidGossip.IsGasLimitTargetCompatible(last.GasLimit, header.GasLimit, target)
                ? ("is_gas_limit_target_compatible", $"its gas limit {header.GasLimit} does not move towards {target}")
            : (ulong)bid.BlobKzgCommitments.Count > most
                ? ("blob_kzg_commitments", $"it has {bid.BlobKzgCommitments.Count} blobs, of {most} at most")
            : ((string Function, string Reason)?)null;
        if (refused is { } found)
        {
            return new Refusal(found.Function, found.Reason);
        }

        var root = Misc.ComputeSigningRoot(bid, BuilderBid.DomainOf(state.Config), state.Ssz);
        return bls.Verify(bid.Pubkey, root.AsSpan(), signed.Signature)
            ? null
            : new Refusal("verify_bid_signature", "its signature does not hold");
    }

    private static Root WithdrawalsRootOf(SszList<Withdrawal> withdrawals, SszContext context) =>
        ExecutionPayloads.HeaderOf(ExecutionPayload.Default(context) with { Withdrawals = withdrawals }, context).WithdrawalsRoot;
}
