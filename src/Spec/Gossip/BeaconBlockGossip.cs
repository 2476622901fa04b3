using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Gossip.GossipResult;

namespace Consensoor.Spec.Gossip;

/// <summary>Judges the topic `beacon_block` in every fork.</summary>
public static class BeaconBlockGossip
{
    /// <summary>
    /// Validates a block (`phase0/p2p-interface.md#beacon_block`, `bellatrix/p2p-interface.md#modified-beacon_block`, and capella's,
    /// deneb's, electra's, fulu's and `gloas/p2p-interface.md#modified-beacon_block`); times are in Unix milliseconds.
    /// </summary>
    public static GossipResult ValidateBeaconBlockGossip(
        Seen seen, IGossipView view, SignedBeaconBlock signedBeaconBlock, ulong currentTimeMs, ISignatureVerifier verifier)
    {
        var block = signedBeaconBlock.Message;
        var fork = view.Spec.ForkAtSlot(block.Slot);
        if (IsRepeated(seen, block))
        {
            return Ignore("block is not the first valid block for this slot and proposer");
        }

        var early = GossipConditions.IsOfFork(block.Body.HasFormOf(fork), fork)
            ?? GossipConditions.IsBetweenFinalizedAndNow(view, block.Slot, currentTimeMs, "block")
            ?? (fork >= ForkName.Gloas ? OperationLimits.VerifyBlockBodyOperationLimits(block.Body, view.Spec.Preset) : null);
        if (early is { } failed)
        {
            return failed;
        }

        if (view.Find(block.ParentRoot) is not { } parent)
        {
            return IgnoreUntil(block.ParentRoot, "block's parent has not been seen", isRejectedWithIt: true);
        }

        if (parent.FailedValidation)
        {
            return InvalidParent(view.HeadState, parent, block, fork);
        }

        var state = view.HeadState;
        if (block.ProposerIndex >= (ulong)state.Validators.Count)
        {
            return Reject("proposer index out of range");
        }

        return VerifySignature(state, signedBeaconBlock, fork, verifier)
            ?? (fork >= ForkName.Gloas ? ParentPayload(view.Spec, parent, block) : Payload(state, parent, block, fork))
            ?? RejectUnless(block.Slot > parent.Slot, "block is not from a higher slot than its parent")
            ?? GossipConditions.DescendsFromFinalized(view, block.ParentRoot, "block")
            ?? Blobs(state, block, fork)
            ?? GossipConditions.ProposerIsExpected(view, parent, block.Slot, block.ProposerIndex, "block")
            ?? (fork >= ForkName.Gloas ? EmptyParent(view.Spec, parent, block) : null)
            ?? Accept;
    }

    /// <summary>Enters an accepted block; returns false where another of its proposer and slot was faster.</summary>
    public static bool Mark(Seen seen, BeaconBlock block) => seen.ProposerSlots.Add((block.Slot, block.ProposerIndex));

    /// <summary>True where another block of the proposer and slot was accepted before.</summary>
    public static bool IsRepeated(Seen seen, BeaconBlock block) => seen.ProposerSlots.Contains((block.Slot, block.ProposerIndex));

    /// <summary>[REJECT] The proposer signature is valid.</summary>
    private static GossipResult? VerifySignature(
        BeaconState state, SignedBeaconBlock signedBlock, ForkName fork, ISignatureVerifier verifier)
    {
        var block = signedBlock.Message;
        var domain = GossipConditions.DomainAt(state, Constants.DomainBeaconProposer, Misc.ComputeEpochAtSlot(state.Preset, block.Slot));
        var signingRoot = Misc.ComputeSigningRoot(block, domain, state.Spec.Ssz(fork));
        return RejectUnless(
            verifier.Verify([state.Validators[block.ProposerIndex].Pubkey], signingRoot, signedBlock.Signature),
            "invalid proposer signature");
    }

    /// <summary>
    /// [REJECT] The block's execution payload timestamp is correct with respect to the slot. [IGNORE] The block's parent passed
    /// validation but its execution payload is invalid.
    /// </summary>
    private static GossipResult? Payload(BeaconState state, GossipBlock parent, BeaconBlock block, ForkName fork)
    {
        if (!CarriesPayload(state, block, fork))
        {
            return null;
        }

        return block.Body.ExecutionPayload.Timestamp != Misc.ComputeTimeAtSlot(state.Spec, state.GenesisTime, block.Slot)
                ? Reject("incorrect execution payload timestamp")
            : parent.PayloadStatus == PayloadValidationStatus.Invalidated ? Ignore("block's parent is valid and its payload is invalid")
            : null;
    }

    /// <summary>
    /// [REJECT] The block's parent passes validation; from bellatrix to fulu [IGNORE] where the execution layer has judged its payload.
    /// </summary>
    private static GossipResult InvalidParent(BeaconState state, GossipBlock parent, BeaconBlock block, ForkName fork) => fork switch
    {
        ForkName.Bellatrix when !CarriesPayload(state, block, fork) => Reject("block's parent is invalid and execution is not enabled"),
        < ForkName.Bellatrix or >= ForkName.Gloas => Reject("block's parent is invalid"),
        _ => parent.PayloadStatus == PayloadValidationStatus.NotValidated
            ? Reject("block's parent is invalid and its payload is optimistic")
            : Ignore("block's parent is invalid and its payload is processed"),
    };

    /// <summary>
    /// Tells whether execution is enabled (`bellatrix/beacon-chain.md#is_execution_enabled`) by a head that may still be in the fork
    /// before.
    /// </summary>
    private static bool CarriesPayload(BeaconState state, BeaconBlock block, ForkName fork) =>
        fork > ForkName.Bellatrix
        || (fork == ForkName.Bellatrix
            && (block.Body.ExecutionPayload != ExecutionPayload.Default(state.Spec.Ssz(fork))
                || (state.ForkName >= ForkName.Bellatrix && ExecutionPayloads.IsMergeTransitionComplete(state))));

    /// <summary>
    /// [REJECT] The length of KZG commitments is less than or equal to the limit (deneb on). [REJECT] The bid's parent equals the block's
    /// parent (gloas on).
    /// </summary>
    private static GossipResult? Blobs(BeaconState state, BeaconBlock block, ForkName fork)
    {
        var commitments =
            fork >= ForkName.Gloas ? block.Body.SignedExecutionPayloadBid.Message.BlobKzgCommitments : block.Body.BlobKzgCommitments;
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

        return RejectUnless(
            fork < ForkName.Gloas || block.Body.SignedExecutionPayloadBid.Message.ParentBlockRoot == block.ParentRoot,
            "bid's parent does not equal block's parent");
    }

    /// <summary>[IGNORE] If the parent block is full, the parent payload is valid; a parent from before gloas carried its own.</summary>
    private static GossipResult? ParentPayload(ChainSpec spec, GossipBlock parent, BeaconBlock block) =>
        spec.ForkAtSlot(parent.Slot) >= ForkName.Gloas && IsParentNodeFull(spec, parent, block) && parent.Payload is null
            ? IgnoreUntilPayload(parent.Root, "parent payload is not verified")
            : null;

    /// <summary>
    /// [REJECT] If the parent is not full, the bid builds on the parent's execution head; the transition asks again where the state is
    /// not at hand.
    /// </summary>
    private static GossipResult? EmptyParent(ChainSpec spec, GossipBlock parent, BeaconBlock block) => RejectUnless(
        IsParentNodeFull(spec, parent, block)
        || parent.State is not { } state
        || block.Body.SignedExecutionPayloadBid.Message.ParentBlockHash == state.LatestBlockHash,
        "bid does not build on the parent's execution head");

    private static bool IsParentNodeFull(ChainSpec spec, GossipBlock parent, BeaconBlock block) =>
        spec.ForkAtSlot(parent.Slot) < ForkName.Gloas
        || block.Body.SignedExecutionPayloadBid.Message.ParentBlockHash == parent.Block.Body.SignedExecutionPayloadBid.Message.BlockHash;
}
