using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Gossip.GossipResult;

namespace Consensoor.Spec.Gossip;

/// <summary>
/// Judges the topics `data_column_sidecar_{subnet_id}`, fulu on. All conditions but the KZG proofs, which are work for many columns at
/// once: the caller verifies them (<see cref="DataColumnSidecars.VerifyDataColumnSidecarKzgProofs"/>) against the commitments given back.
/// </summary>
public static class DataColumnSidecarGossip
{
    /// <summary>
    /// Validates a data column sidecar (`fulu/p2p-interface.md#new-data_column_sidecar_subnet_id`,
    /// `gloas/p2p-interface.md#modified-data_column_sidecar_subnet_id`). <paramref name="commitments"/> gives the commitments that the
    /// cells are to be verified against.
    /// </summary>
    public static GossipResult ValidateDataColumnSidecarGossip(
        Seen seen,
        IGossipView view,
        DataColumnSidecar sidecar,
        ulong currentTimeMs,
        ulong subnetId,
        ISignatureVerifier verifier,
        out SszList<KZGCommitment> commitments)
    {
        commitments = sidecar.KzgCommitments;
        var fork = view.Spec.ForkAtSlot(sidecar.SignedBlockHeader?.Message.Slot ?? sidecar.Slot);
        if (GossipConditions.IsOfFork(sidecar.HasFormOf(fork), fork) is { } form)
        {
            return form;
        }

        if (sidecar.SignedBlockHeader is not null)
        {
            return ValidateFulu(seen, view, sidecar, currentTimeMs, subnetId, verifier);
        }

        if (seen.DataColumnSidecarTuples.Contains((sidecar.BeaconBlockRoot, sidecar.Index)))
        {
            return Ignore("already seen sidecar for this block root and index");
        }

        if (Custody.ComputeSubnetForDataColumnSidecar(view.Spec.Config, sidecar.Index) != subnetId)
        {
            return Reject("sidecar is for wrong subnet");
        }

        if (GossipTime.IsFutureSlot(view, sidecar.Slot, currentTimeMs))
        {
            return Ignore("sidecar is from a future slot");
        }

        if (GossipConditions.BlockIsValid(
            view, sidecar.BeaconBlockRoot, "block for sidecar's beacon block root", out var block) is { } unknown)
        {
            return unknown;
        }

        if (sidecar.Slot != block!.Slot)
        {
            return Reject("sidecar's slot does not match block's slot");
        }

        commitments = block.Block.Body.SignedExecutionPayloadBid?.Message.BlobKzgCommitments ?? [];
        return DataColumnSidecars.VerifyDataColumnSidecar(sidecar, commitments, view.Spec.Ssz(fork)) ? Accept : Reject("invalid sidecar");
    }

    /// <summary>Enters an accepted sidecar; returns false where another was faster.</summary>
    public static bool Mark(Seen seen, DataColumnSidecar sidecar) => sidecar.SignedBlockHeader is { Message: var header }
        ? seen.DataColumnSidecarSlots.Add((header.Slot, header.ProposerIndex, sidecar.Index))
        : seen.DataColumnSidecarTuples.Add((sidecar.BeaconBlockRoot, sidecar.Index));

    private static GossipResult ValidateFulu(
        Seen seen, IGossipView view, DataColumnSidecar sidecar, ulong currentTimeMs, ulong subnetId, ISignatureVerifier verifier)
    {
        var header = sidecar.SignedBlockHeader.Message;
        var context = view.Spec.Ssz(ForkName.Fulu);
        if (seen.DataColumnSidecarSlots.Contains((header.Slot, header.ProposerIndex, sidecar.Index)))
        {
            return Ignore("already seen sidecar from this proposer for this slot and index");
        }

        if (!DataColumnSidecars.VerifyDataColumnSidecar(sidecar, context))
        {
            return Reject("invalid sidecar");
        }

        if (Custody.ComputeSubnetForDataColumnSidecar(view.Spec.Config, sidecar.Index) != subnetId)
        {
            return Reject("sidecar is for wrong subnet");
        }

        GossipBlock? parent = null;
        var early = GossipConditions.IsBetweenFinalizedAndNow(view, header.Slot, currentTimeMs, "sidecar")
            ?? GossipConditions.BlockIsValid(view, header.ParentRoot, "sidecar's parent", out parent);
        if (early is { } failed)
        {
            return failed;
        }

        return GossipConditions.HeaderSignature(view, sidecar.SignedBlockHeader, "sidecar block header", verifier)
            ?? RejectUnless(header.Slot > parent!.Slot, "sidecar is not from a higher slot than its parent")
            ?? GossipConditions.DescendsFromFinalized(view, header.ParentRoot, "sidecar's block")
            ?? RejectUnless(DataColumnSidecars.VerifyDataColumnSidecarInclusionProof(sidecar, context), "invalid sidecar inclusion proof")
            ?? GossipConditions.ProposerIsExpected(view, parent, header.Slot, header.ProposerIndex, "sidecar")
            ?? Accept;
    }
}
