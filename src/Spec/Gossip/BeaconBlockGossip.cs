using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Gossip.GossipResult;

namespace Consensoor.Spec.Gossip;

/// <summary>The topic `beacon_block` in every fork.</summary>
public static class BeaconBlockGossip
{
    /// <summary>`phase0/p2p-interface.md#beacon_block` and each later fork's (`validate_beacon_block_gossip`); times in Unix milliseconds.</summary>
    public static GossipResult ValidateBeaconBlockGossip(Seen seen, IGossipView view, SignedBeaconBlock signedBeaconBlock, ulong currentTimeMs, ISignatureVerifier verifier)
    {
        var block = signedBeaconBlock.Message;
        var fork = view.Spec.ForkAtSlot(block.Slot);
        if (seen.ProposerSlots.Contains((block.Slot, block.ProposerIndex)))
        {
            return Ignore("block is not the first valid block for this slot and proposer");
        }

        if (GossipTime.IsFutureSlot(view, block.Slot, currentTimeMs))
        {
            return Ignore("block is from a future slot");
        }

        if (block.Slot <= Misc.ComputeStartSlotAtEpoch(view.Spec.Preset, view.FinalizedCheckpoint.Epoch))
        {
            return Ignore("block is not from a slot greater than the latest finalized slot");
        }

        if (fork >= ForkName.Gloas && OperationLimits.VerifyBlockBodyOperationLimits(block.Body, view.Spec.Preset) is { } limit)
        {
            return limit;
        }

        if (view.Find(block.ParentRoot) is not { } parent)
        {
            return IgnoreUntil(block.ParentRoot, "block's parent has not been seen");
        }

        if (parent.State is null)
        {
            return InvalidParent(view.HeadState, parent, block, fork);
        }

        var state = view.HeadState;
        if (block.ProposerIndex >= (ulong)state.Validators.Count)
        {
            return Reject("proposer index out of range");
        }

        return VerifySignature(state, signedBeaconBlock, fork, verifier)
            ?? (fork >= ForkName.Gloas ? ParentPayload(parent, block) : Payload(state, parent, block, fork))
            ?? RejectUnless(block.Slot > parent.Slot, "block is not from a higher slot than its parent")
            ?? GossipConditions.DescendsFromFinalized(view, block.ParentRoot, "block")
            ?? Blobs(state, block, fork)
            ?? GossipConditions.ProposerIsExpected(view, parent, block.Slot, block.ProposerIndex, "block")
            ?? (fork >= ForkName.Gloas ? EmptyParent(parent, block) : null)
            ?? Accept;
    }

    /// <summary>Enters an accepted block; false where another of its proposer and slot was faster.</summary>
    public static bool Mark(Seen seen, BeaconBlock block) => seen.ProposerSlots.Add((block.Slot, block.ProposerIndex));

    private static GossipResult? VerifySignature(BeaconState state, SignedBeaconBlock signedBlock, ForkName fork, ISignatureVerifier verifier)
    {
        var block = signedBlock.Message;
        var domain = GossipConditions.DomainAt(state, Constants.DomainBeaconProposer, Misc.ComputeEpochAtSlot(state.Preset, block.Slot));
        var signingRoot = Misc.ComputeSigningRoot(block, domain, state.Spec.Ssz(fork));
        return verifier.Verify([state.Validators[block.ProposerIndex].Pubkey], signingRoot, signedBlock.Signature) ? null : Reject("invalid proposer signature");
    }

    private static GossipResult? Payload(BeaconState state, GossipBlock parent, BeaconBlock block, ForkName fork)
    {
        if (!CarriesPayload(state, block, fork))
        {
            return null;
        }

        return block.Body.ExecutionPayload.Timestamp != Misc.ComputeTimeAtSlot(state.Spec, state.GenesisTime, block.Slot) ? Reject("incorrect execution payload timestamp")
            : parent.PayloadStatus == PayloadValidationStatus.Invalidated ? Ignore("block's parent is valid and its payload is invalid")
            : null;
    }

    /// <summary>What a parent without post-state means: from bellatrix to fulu it depends on what the execution layer said of its payload.</summary>
    private static GossipResult InvalidParent(BeaconState state, GossipBlock parent, BeaconBlock block, ForkName fork) => fork switch
    {
        ForkName.Bellatrix when !CarriesPayload(state, block, fork) => Reject("block's parent is invalid and execution is not enabled"),
        < ForkName.Bellatrix or >= ForkName.Gloas => Reject("block's parent is invalid"),
        _ => parent.PayloadStatus == PayloadValidationStatus.NotValidated
            ? Reject("block's parent is invalid and its payload is optimistic")
            : Ignore("block's parent is invalid and its payload is processed"),
    };

    /// <summary>`is_execution_enabled`, by a head that may still be in the fork before.</summary>
    private static bool CarriesPayload(BeaconState state, BeaconBlock block, ForkName fork) =>
        fork > ForkName.Bellatrix
        || (fork == ForkName.Bellatrix
            && (block.Body.ExecutionPayload != ExecutionPayload.Default(state.Spec.Ssz(fork))
                || (state.ForkName >= ForkName.Bellatrix && ExecutionPayloads.IsMergeTransitionComplete(state))));

    private static GossipResult? Blobs(BeaconState state, BeaconBlock block, ForkName fork)
    {
        var commitments = fork >= ForkName.Gloas ? block.Body.SignedExecutionPayloadBid.Message.BlobKzgCommitments : block.Body.BlobKzgCommitments;
        var limit = fork switch
        {
            < ForkName.Deneb => 0UL,
            ForkName.Deneb => state.Config.MaxBlobsPerBlock,
            ForkName.Electra => state.Config.MaxBlobsPerBlockElectra,
            _ => Misc.GetBlobParameters(state.Config, Misc.ComputeEpochAtSlot(state.Preset, block.Slot)).MaxBlobsPerBlock,
        };
        if ((ulong)commitments.Count > limit)
        {
            return Reject("too many blob kzg commitments");
        }

        return fork < ForkName.Gloas || block.Body.SignedExecutionPayloadBid.Message.ParentBlockRoot == block.ParentRoot ? null : Reject("bid's parent does not equal block's parent");
    }

    private static GossipResult? ParentPayload(GossipBlock parent, BeaconBlock block) =>
        IsParentNodeFull(parent, block) && parent.State!.ForkName >= ForkName.Gloas && parent.Payload is null ? IgnoreUntilPayload(parent.Root, "parent payload is not verified") : null;

    private static GossipResult? EmptyParent(GossipBlock parent, BeaconBlock block) =>
        IsParentNodeFull(parent, block) || block.Body.SignedExecutionPayloadBid.Message.ParentBlockHash == LatestBlockHash(parent.State!)
            ? null
            : Reject("bid does not build on the parent's execution head");

    private static Hash32 LatestBlockHash(BeaconState state) => state.ForkName >= ForkName.Gloas ? state.LatestBlockHash : state.LatestExecutionPayloadHeader.BlockHash;

    private static bool IsParentNodeFull(GossipBlock parent, BeaconBlock block) =>
        parent.State!.ForkName < ForkName.Gloas
        || block.Body.SignedExecutionPayloadBid.Message.ParentBlockHash == parent.Block.Body.SignedExecutionPayloadBid.Message.BlockHash;
}
