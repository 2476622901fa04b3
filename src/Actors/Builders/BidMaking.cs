using Consensoor.Actors.Production;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Builders;

/// <summary>Makes bids (`gloas/builder.md#constructing-the-signedexecutionpayloadbid`).</summary>
internal static class BidMaking
{
    /// <summary>
    /// What is to be built for a bid on a base: fees go to the builder, the gas limit moves to where the proposer wants it. Else why
    /// nothing can be built, or nothing should, since the builder could not pay for anything.
    /// </summary>
    public static (BuildAttributes? Attributes, string? Reason) Prepare(
        ProposalBase proposal, OwnBuilder builder, ProposerPreferences preferences)
    {
        if (!Predicates.IsActiveBuilder(proposal.State, builder.Index))
        {
            return (null, "the builder is not active: its deposit is not finalized yet, or it leaves");
        }

        if (builder.Entry.Version != Constants.PayloadBuilderVersion)
        {
            return (null, "the builder is of another kind than one of payloads");
        }

        if (!Predicates.CanBuilderCoverBid(proposal.State, builder.Index, 1))
        {
            return (null, "the builder's balance is spent but for its deposit and what it owes");
        }

        return AttributesFor(proposal, builder, preferences);
    }

    /// <summary>
    /// The bid of a value (Gwei) for a payload that was built for a base, or why there is none. A bid that the builder cannot pay is never
    /// made, but where that is wanted as a fault.
    /// </summary>
    public static (ExecutionPayloadBid? Bid, string? Reason) Make(
        ProposalBase proposal, PayloadBuilt built, OwnBuilder builder, ProposerPreferences preferences, Gwei value, bool mayOverbid = false)
    {
        var state = proposal.State;
        if (built.Payload is not { } payload)
        {
            return (null, $"the execution layer gave no payload: {built.Error ?? "it gave no reason"}");
        }

        var (attributes, problem) = AttributesFor(proposal, builder, preferences);
        if (attributes is null || BlockAssembler.ExecutionParent(proposal) is not { } parent)
        {
            return (null, problem ?? "there is no payload to build on");
        }

        if (PayloadCheck.Difference(parent, attributes, payload) is { } difference)
        {
            return (null, difference);
        }

        var mostBlobs = Misc.GetBlobParameters(state.Config, Accessors.GetCurrentEpoch(state)).MaxBlobsPerBlock;
        if ((ulong)built.Blobs.Commitments.Count > mostBlobs)
        {
            return (null, $"the payload has {built.Blobs.Commitments.Count} blobs, and {mostBlobs} may be in one");
        }

        if (ParentGasLimit(proposal) is { } parentLimit
            && !ExecutionPayloadBidGossip.IsGasLimitTargetCompatible(parentLimit, payload.GasLimit, preferences.TargetGasLimit))
        {
            return (null, $"the payload's gas limit {payload.GasLimit} is not what moves towards the wanted {preferences.TargetGasLimit}");
        }

        if (value == 0)
        {
            return (null, "the payload is worth nothing by the policy");
        }

        if (!mayOverbid && !Predicates.CanBuilderCoverBid(state, builder.Index, value))
        {
            var account = BuilderRegistry.AccountOf(state, builder, proposal.Slot);
            return (null, $"{value} Gwei are more than the {account.Payable(state.Preset.MinDepositAmount)} Gwei it can pay now");
        }

        return (
            new ExecutionPayloadBid
            {
                ParentBlockHash = payload.ParentHash,
                ParentBlockRoot = proposal.ParentRoot,
                BlockHash = payload.BlockHash,
                PrevRandao = payload.PrevRandao,
                FeeRecipient = preferences.FeeRecipient,
                GasLimit = payload.GasLimit,
                BuilderIndex = builder.Index,
                Slot = proposal.Slot,
                Value = value,
                BlobKzgCommitments = built.Blobs.Commitments,
                ExecutionRequestsRoot = RequestsOf(built, state).HashTreeRoot(state.Ssz),
                InclusionListBits = BlockAssembler.InclusionListBits(proposal),
            },
            null);
    }

    /// <summary>The envelope that shows the payload of a bid in a block (`gloas/builder.md`).</summary>
    public static ExecutionPayloadEnvelope Envelope(MadeBid made, BeaconBlock block, Root blockRoot, BeaconState state) => new()
    {
        Payload = made.Built.Payload!,
        ExecutionRequests = RequestsOf(made.Built, state),
        BuilderIndex = made.Bid.BuilderIndex,
        BeaconBlockRoot = blockRoot,
        ParentBeaconBlockRoot = block.ParentRoot,
    };

    private static (BuildAttributes? Attributes, string? Reason) AttributesFor(
        ProposalBase proposal, OwnBuilder builder, ProposerPreferences preferences)
    {
        var terms = new ProposerTerms(builder.Entry.ExecutionAddress, preferences.TargetGasLimit, default, BuilderTerms.Usual);
        var (attributes, refusal) = BlockAssembler.AttributesFor(proposal, terms);
        return (attributes, refusal is null ? null : $"no payload can be built: {refusal}");
    }

    private static ExecutionRequests RequestsOf(PayloadBuilt built, BeaconState state) =>
        built.Requests ?? ExecutionRequests.Default(state.Ssz);

    // The state knows the limit of its last bid alone, whose payload the parent is where it is built upon.
    private static ulong? ParentGasLimit(ProposalBase proposal) =>
        proposal.BuildOnFull ? proposal.State.LatestExecutionPayloadBid.GasLimit : null;
}
