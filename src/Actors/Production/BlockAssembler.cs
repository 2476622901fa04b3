using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Production;

/// <summary>
/// Puts a block together from its parts, as the fork of its slot has it (`phase0/validator.md#constructing-the-beaconblockbody` and its
/// later forms).
/// </summary>
internal static class BlockAssembler
{
    /// <summary>
    /// The execution block that a payload on a base builds on; null where there is none: before bellatrix, and in bellatrix while the merge
    /// has no terminal block.
    /// </summary>
    public static Hash32? ExecutionParent(ProposalBase proposal)
    {
        var state = proposal.State;
        switch (state.ForkName)
        {
            case < ForkName.Bellatrix:
                return null;
            case ForkName.Bellatrix when !ExecutionPayloads.IsMergeTransitionComplete(state):
                var isActive = Accessors.GetCurrentEpoch(state) >= state.Config.TerminalBlockHashActivationEpoch;
                return isActive && state.Config.TerminalBlockHash != Hash32.Zero ? state.Config.TerminalBlockHash : null;
            case < ForkName.Gloas:
                return state.LatestExecutionPayloadHeader.BlockHash;
            default:
                // A parent from before gloas has no payload of its own to wait for: both hashes are the same then.
                return proposal.BuildOnFull ? state.LatestExecutionPayloadBid.BlockHash : state.LatestBlockHash;
        }
    }

    /// <summary>
    /// What the execution layer is to build, or why no payload can be built on the base. The part of `prepare_execution_payload` before the
    /// engine is asked.
    /// </summary>
    public static (BuildAttributes? Attributes, Refusal? Refusal) AttributesFor(ProposalBase proposal, ProposerTerms terms)
    {
        var state = proposal.State;
        var fork = state.ForkName;
        var requests = proposal.BuildOnFull ? proposal.ParentEnvelope?.ExecutionRequests : null;
        if (Building.WithdrawalsForPayload(state, requests, out var withdrawals) is { } refusal)
        {
            return (null, refusal);
        }

        return (
            new BuildAttributes(
                Misc.ComputeTimeAtSlot(state.Spec, state.GenesisTime, proposal.Slot),
                Accessors.GetRandaoMix(state, Accessors.GetCurrentEpoch(state)),
                terms.FeeRecipient,
                fork >= ForkName.Capella ? withdrawals : null,
                fork >= ForkName.Deneb ? proposal.ParentRoot : null,
                fork >= ForkName.Gloas ? proposal.Slot : null,
                fork >= ForkName.Gloas ? terms.GasLimit : null)
            {
                InclusionListTransactions = proposal.InclusionLists?.Transactions ?? [],
            },
            null);
    }

    /// <summary>The block without state root; every part the fork needs is there, and what did not hold before is left out.</summary>
    public static BeaconBlock Assemble(BlockDraft draft)
    {
        var state = draft.Base.State;
        var fork = draft.Fork;
        var operations = draft.Operations;
        var body = new BeaconBlockBody
        {
            RandaoReveal = draft.RandaoReveal,
            Eth1Data = fork < ForkName.Heze ? state.Eth1Data : null!,
            Graffiti = draft.Terms.Graffiti,
            ProposerSlashings = draft.Has(BlockParts.ProposerSlashings) ? operations?.ProposerSlashings ?? [] : [],
            AttesterSlashings = draft.Has(BlockParts.AttesterSlashings) ? operations?.AttesterSlashings ?? [] : [],
            Attestations = draft.Has(BlockParts.Attestations) ? draft.Attestations ?? [] : [],
            VoluntaryExits = draft.Has(BlockParts.VoluntaryExits) ? operations?.VoluntaryExits ?? [] : [],
            BlsToExecutionChanges = draft.Has(BlockParts.BlsToExecutionChanges) ? operations?.BlsToExecutionChanges ?? [] : [],
        };
        if (fork >= ForkName.Altair)
        {
            var aggregate = draft.Has(BlockParts.SyncAggregate) ? draft.SyncAggregate : null;
            body = body with { SyncAggregate = aggregate ?? SyncCommittees.EmptyAggregate(state.Preset) };
        }

        return new BeaconBlock
        {
            Slot = draft.Slot,
            ProposerIndex = draft.Proposer,
            ParentRoot = draft.Base.ParentRoot,
            Body = fork >= ForkName.Gloas ? WithBid(body, draft, state) : WithPayload(body, draft, state),
        };
    }

    private static BeaconBlockBody WithPayload(BeaconBlockBody body, BlockDraft draft, BeaconState state)
    {
        if (draft.Fork < ForkName.Bellatrix)
        {
            return body;
        }

        if (draft.Header is { } bid)
        {
            return body with
            {
                ExecutionPayload = InPlaceOf(bid.Header, draft.Due, state),
                BlobKzgCommitments = bid.BlobKzgCommitments,
                ExecutionRequests = bid.ExecutionRequests,
            };
        }

        var built = draft.Payload;
        return body with
        {
            ExecutionPayload = built?.Payload ?? ExecutionPayload.Default(state.Ssz),
            BlobKzgCommitments = draft.Fork >= ForkName.Deneb ? built?.Blobs.Commitments ?? [] : [],
            ExecutionRequests = draft.Fork >= ForkName.Electra ? built?.Requests ?? ExecutionRequests.Default(state.Ssz) : null!,
        };
    }

    // What the transition compares of a payload that is not here; the draft is told the header as well.
    private static ExecutionPayload InPlaceOf(ExecutionPayloadHeader header, SszList<Withdrawal> due, BeaconState state) =>
        ExecutionPayload.Default(state.Ssz) with
        {
            ParentHash = header.ParentHash,
            PrevRandao = header.PrevRandao,
            Timestamp = header.Timestamp,
            Withdrawals = due,
        };

    private static BeaconBlockBody WithBid(BeaconBlockBody body, BlockDraft draft, BeaconState state) => body with
    {
        SignedExecutionPayloadBid = draft.BuildersBid ?? SelfBuild(draft, state),
        PayloadAttestations = draft.Has(BlockParts.PayloadAttestations) ? draft.PayloadAttestations ?? [] : [],
        ParentExecutionRequests =
            (draft.Base.BuildOnFull ? draft.Base.ParentEnvelope?.ExecutionRequests : null) ?? ExecutionRequests.Default(state.Ssz),
    };

    /// <summary>The bits of a bid on a base: whose inclusion lists are known, nobody's where none are; none before heze.</summary>
    public static BitList InclusionListBits(ProposalBase proposal)
    {
        var state = proposal.State;
        return proposal.InclusionLists?.Bits
            ?? (state.ForkName >= ForkName.Heze ? BitList.Zeros((int)state.Preset.InclusionListCommitteeSize) : BitList.Empty);
    }

    // `gloas/validator.md#signed-execution-payload-bid`: no value, no signature.
    private static SignedExecutionPayloadBid SelfBuild(BlockDraft draft, BeaconState state)
    {
        var built = draft.Payload!;
        var payload = built.Payload!;
        return new SignedExecutionPayloadBid
        {
            Message = new ExecutionPayloadBid
            {
                ParentBlockHash = payload.ParentHash,
                ParentBlockRoot = draft.Base.ParentRoot,
                BlockHash = payload.BlockHash,
                PrevRandao = payload.PrevRandao,
                FeeRecipient = draft.Terms.FeeRecipient,
                GasLimit = payload.GasLimit,
                BuilderIndex = Constants.BuilderIndexSelfBuild,
                Slot = draft.Slot,
                BlobKzgCommitments = built.Blobs.Commitments,
                ExecutionRequestsRoot = (built.Requests ?? ExecutionRequests.Default(state.Ssz)).HashTreeRoot(state.Ssz),
                InclusionListBits = InclusionListBits(draft.Base),
            },
            Signature = Constants.G2PointAtInfinity,
        };
    }
}
