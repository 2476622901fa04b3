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
        var some = new (ulong, ByteList, KZGProof)[blobs.Count];
        for (var i = 0; i < some.Length; i++)
        {
            some[i] = ((ulong)i, blobs[i], blobKzgProofs[i]);
        }

        return GetBlobSidecars(signedBlock, some, context);
    }

    /// <summary>Makes the sidecars of some blobs of a block, each with the index of its commitment, of which there must be more.</summary>
    public static IReadOnlyList<BlobSidecar> GetBlobSidecars(
        SignedBeaconBlock signedBlock, IReadOnlyList<(ulong Index, ByteList Blob, KZGProof Proof)> blobs, SszContext context)
    {
        var body = signedBlock.Message.Body;
        var header = BlobInclusion.ComputeSignedBlockHeader(signedBlock, context);
        var sidecars = new BlobSidecar[blobs.Count];
        for (var i = 0; i < sidecars.Length; i++)
        {
            var (index, blob, proof) = blobs[i];
            sidecars[i] = new BlobSidecar
            {
                Index = index,
                Blob = blob,
                KzgCommitment = body.BlobKzgCommitments[(int)index],
                KzgProof = proof,
                SignedBlockHeader = header,
                KzgCommitmentInclusionProof = BlobInclusion.Prove(body, BlobInclusion.CommitmentGindex(context.Preset, index), context),
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

    /// <summary>Computes the root of the block that a sidecar's header is of.</summary>
    public static Root RootOf(BlobSidecar sidecar, SszContext context) => sidecar.SignedBlockHeader.Message.HashTreeRoot(context);

    /// <summary>
    /// True where a sidecar is of a block: it carries the block's signed header and a commitment that is the block's at its index, and
    /// proves that. Of the blob itself it says nothing.
    /// </summary>
    public static bool IsOfBlock(BlobSidecar sidecar, Root blockRoot, SignedBeaconBlock block, SszContext context)
    {
        var commitments = block.Message.Body.BlobKzgCommitments;
        return sidecar.Index < (ulong)commitments.Count
            && sidecar.KzgCommitment == commitments[(int)sidecar.Index]
            && sidecar.SignedBlockHeader.Signature == block.Signature
            && RootOf(sidecar, context) == blockRoot
            && VerifyBlobSidecarInclusionProof(sidecar, context);
    }

    /// <summary>Gives the most blobs of a block of a fork before fulu: MAX_BLOBS_PER_BLOCK, or that of electra.</summary>
    public static ulong MaxBlobsPerBlock(ChainConfig config, ForkName fork) =>
        fork < ForkName.Electra ? config.MaxBlobsPerBlock : config.MaxBlobsPerBlockElectra;

    /// <summary>
    /// Gives the most sidecars of a request or an answer (`deneb/p2p-interface.md#new-compute_max_request_blob_sidecars`,
    /// `electra/p2p-interface.md#modified-compute_max_request_blob_sidecars`).
    /// </summary>
    public static ulong ComputeMaxRequestBlobSidecars(ChainConfig config, ForkName fork) =>
        config.MaxRequestBlocksDeneb * MaxBlobsPerBlock(config, fork);

    /// <summary>The subnet of a blob (`deneb/validator.md#sidecar`, more subnets from electra on).</summary>
    public static ulong ComputeSubnetForBlobSidecar(ChainConfig config, ForkName fork, ulong blobIndex) =>
        blobIndex % (fork < ForkName.Electra ? config.BlobSidecarSubnetCount : config.BlobSidecarSubnetCountElectra);
}
