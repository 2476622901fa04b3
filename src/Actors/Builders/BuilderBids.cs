using Consensoor.Actors.Pools;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Actors.Builders;

/// <summary>
/// Judges what builders answer over their API (`builder-specs`, `gloas/validator.md#validating-a-signedexecutionpayloadbid`); no gossip
/// condition has looked at it. Who has to be paid the choice compares, as of every bid.
/// </summary>
internal static class BuilderBids
{
    /// <summary>The state that bids of a base are judged by; a refusal where no block can be built on it.</summary>
    public static (BeaconState State, Refusal? Refusal) StateOf(ProposalBase proposal) => PackingState.Of(proposal);

    /// <summary>A bid of a builder with what is against it, its signature included.</summary>
    public static OfferedBid Offer(
        (BeaconState State, Refusal? Refusal) judge,
        AskBuilders ask,
        BuilderEndpoint builder,
        SignedExecutionPayloadBid bid,
        ISignatureVerifier verifier) => new(bid, judge.Refusal ?? Refuse(judge.State, ask, builder, bid, verifier)) { Builder = builder };

    /// <summary>The host of a URL, which may stand in a log.</summary>
    public static string HostOf(string url) => Uri.TryCreate(url, UriKind.Absolute, out var parsed) ? parsed.Authority : "the builder";

    private static Refusal? Refuse(
        BeaconState state, AskBuilders ask, BuilderEndpoint builder, SignedExecutionPayloadBid signed, ISignatureVerifier verifier)
    {
        var bid = signed.Message;
        if (bid.BuilderIndex >= (ulong)state.Builders.Count)
        {
            return new Refusal("validate_bid", $"there is no builder {bid.BuilderIndex}");
        }

        if (builder.BuilderPubkeys.Count > 0 && !builder.BuilderPubkeys.Contains(state.Builders[bid.BuilderIndex].Pubkey))
        {
            return new Refusal("builder_pubkeys", $"bids of builder {bid.BuilderIndex} are not wanted of {HostOf(builder.Url)}");
        }

        // The state knows the limit of its last bid alone, whose payload the parent is where it is built upon. What a proposer that signs
        // elsewhere moves towards it tells builders in its preferences, and not this node.
        if (ask.Base.BuildOnFull
            && builder.Signature is null
            && !ExecutionPayloadBidGossip.IsGasLimitTargetCompatible(
                ask.Base.State.LatestExecutionPayloadBid.GasLimit, bid.GasLimit, ask.GasLimit))
        {
            return new Refusal("is_gas_limit_target_compatible", $"its gas limit {bid.GasLimit} does not move towards {ask.GasLimit}");
        }

        return ExecutionPayloadBids.ProcessExecutionPayloadBid(state.Copy(), signed, verifier);
    }
}
