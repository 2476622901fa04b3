using System.Numerics;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.DataColumns;

/// <summary>
/// Blobs on their way beside their block, deneb and electra (`deneb/validator.md#constructing-the-blobsidecars`,
/// `deneb/p2p-interface.md#helpers`).
/// </summary>
public static class BlobSidecars
{
    /// <summary>The sidecars of a block (`deneb/validator.md#sidecar`); there must be as many blobs and proofs as commitments.</summary>
    public static IReadOnlyList<BlobSidecar> GetBlobSidecars(
        SignedBeaconBlock signedBlock, IReadOnlyList<ByteList> blobs, IReadOnlyList<KZGProof> blobKzgProofs, SszContext context)
    {
        var body = signedBlock.Message.Body;
        var header = BlobInclusion.ComputeSignedBlockHeader(signedBlock, context);
        var sidecars = new BlobSidecar[blobs.Count];
        for (var i = 0; i < sidecars.Length; i++)
        {
            sidecars[i] = new BlobSidecar
            {
                Index = (ulong)i,
                Blob = blobs[i],
                KzgCommitment = body.BlobKzgCommitments[i],
                KzgProof = blobKzgProofs[i],
                SignedBlockHeader = header,
                KzgCommitmentInclusionProof = BlobInclusion.Prove(body, BlobInclusion.CommitmentGindex(context.Preset, (ulong)i), context),
            };
        }

        return sidecars;
    }

    /// <summary>
    /// True where the sidecar's commitment is at its index in the body its header names
    /// (`deneb/p2p-interface.md#new-verify_blob_sidecar_inclusion_proof`).
    /// </summary>
    public static bool VerifyBlobSidecarInclusionProof(BlobSidecar blobSidecar, SszContext context)
    {
        if (blobSidecar.Index >= context.Preset.MaxBlobCommitmentsPerBlock)
        {
            return false;
        }

        var gindex = BlobInclusion.CommitmentGindex(context.Preset, blobSidecar.Index);
        return Predicates.IsValidMerkleBranch(
            BlobInclusion.CommitmentRoot(blobSidecar.KzgCommitment),
            blobSidecar.KzgCommitmentInclusionProof.AsSpan(),
            context.Preset.KzgCommitmentInclusionProofDepth,
            gindex - (1UL << BitOperations.Log2(gindex)),
            blobSidecar.SignedBlockHeader.Message.BodyRoot);
    }

    /// <summary>The subnet of a blob (`deneb/validator.md#sidecar`, more subnets from electra on).</summary>
    public static ulong ComputeSubnetForBlobSidecar(ChainConfig config, ForkName fork, ulong blobIndex) =>
        blobIndex % (fork < ForkName.Electra ? config.BlobSidecarSubnetCount : config.BlobSidecarSubnetCountElectra);
}
