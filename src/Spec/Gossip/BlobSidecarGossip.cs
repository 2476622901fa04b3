using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Gossip.GossipResult;

namespace Consensoor.Spec.Gossip;

/// <summary>
/// Judges the topics `blob_sidecar_{subnet_id}`, deneb and electra. All conditions but the KZG proof, which the caller verifies
/// (`verify_blob_kzg_proof`) where the others hold.
/// </summary>
public static class BlobSidecarGossip
{
    /// <summary>
    /// Validates a blob sidecar (`deneb/p2p-interface.md#new-blob_sidecar_subnet_id`,
    /// `electra/p2p-interface.md#modified-blob_sidecar_subnet_id`).
    /// </summary>
    public static GossipResult ValidateBlobSidecarGossip(
        Seen seen, IGossipView view, BlobSidecar sidecar, ulong currentTimeMs, ulong subnetId, ISignatureVerifier verifier)
    {
        var header = sidecar.SignedBlockHeader.Message;
        var fork = view.Spec.ForkAtSlot(header.Slot);
        if (seen.BlobSidecarTuples.Contains((header.Slot, header.ProposerIndex, sidecar.Index)))
        {
            return Ignore("already seen blob sidecar from this proposer for this slot and index");
        }

        if (GossipConditions.IsOfFork(fork is ForkName.Deneb or ForkName.Electra, fork) is { } form)
        {
            return form;
        }

        if (sidecar.Index >= BlobSidecars.MaxBlobsPerBlock(view.Spec.Config, fork))
        {
            return Reject("blob index out of range");
        }

        if (BlobSidecars.ComputeSubnetForBlobSidecar(view.Spec.Config, fork, sidecar.Index) != subnetId)
        {
            return Reject("blob sidecar is for wrong subnet");
        }

        GossipBlock? parent = null;
        var early = GossipConditions.IsBetweenFinalizedAndNow(view, header.Slot, currentTimeMs, "blob sidecar")
            ?? GossipConditions.BlockIsValid(view, header.ParentRoot, "blob sidecar's parent", out parent);
        if (early is { } failed)
        {
            return failed;
        }

        return GossipConditions.HeaderSignature(view, sidecar.SignedBlockHeader, "blob sidecar block header", verifier)
            ?? RejectUnless(header.Slot > parent!.Slot, "blob sidecar is not from a higher slot than its parent")
            ?? GossipConditions.DescendsFromFinalized(view, header.ParentRoot, "blob sidecar's block")
            ?? RejectUnless(
                BlobSidecars.VerifyBlobSidecarInclusionProof(sidecar, view.Spec.Ssz(fork)), "invalid blob sidecar inclusion proof")
            ?? GossipConditions.ProposerIsExpected(view, parent, header.Slot, header.ProposerIndex, "blob sidecar")
            ?? Accept;
    }

    /// <summary>Enters an accepted sidecar; returns false where another was faster.</summary>
    public static bool Mark(Seen seen, BlobSidecar sidecar) =>
        seen.BlobSidecarTuples.Add(
            (sidecar.SignedBlockHeader.Message.Slot, sidecar.SignedBlockHeader.Message.ProposerIndex, sidecar.Index));
}
