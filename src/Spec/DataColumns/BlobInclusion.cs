using System.Numerics;
using Consensoor.Spec.Containers;
using Consensoor.Spec.LightClient;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.DataColumns;

/// <summary>Where blob commitments lie in the tree of a block body, deneb to fulu.</summary>
internal static class BlobInclusion
{
    /// <summary>`get_generalized_index(BeaconBlockBody, "blob_kzg_commitments")`: the 12th of up to 16 fields.</summary>
    public const ulong CommitmentsGindex = 16 + 11;

    /// <summary>`get_generalized_index(BeaconBlockBody, "blob_kzg_commitments", index)`.</summary>
    public static ulong CommitmentGindex(Preset preset, ulong index) =>
        (2 * CommitmentsGindex * BitOperations.RoundUpToPowerOf2(preset.MaxBlobCommitmentsPerBlock)) + index;

    /// <summary>`hash_tree_root` of a commitment.</summary>
    public static Root CommitmentRoot(KZGCommitment commitment) => Merkle.PackedRoot(commitment.AsSpan(), 2);

    /// <summary>`hash_tree_root` of a block's commitments, as a list of up to MAX_BLOB_COMMITMENTS_PER_BLOCK.</summary>
    public static Root CommitmentsRoot(SszList<KZGCommitment> commitments, Preset preset)
    {
        var chunks = new byte[32 * commitments.Count];
        for (var i = 0; i < commitments.Count; i++)
        {
            CommitmentRoot(commitments[i]).AsSpan().CopyTo(chunks.AsSpan(32 * i));
        }

        return Merkle.MixIn(Merkle.Merkleize(chunks, preset.MaxBlobCommitmentsPerBlock), (ulong)commitments.Count);
    }

    /// <summary>True where a branch leads from a block's commitments to the root of its body.</summary>
    public static bool VerifyCommitments(SszList<KZGCommitment> commitments, SszList<Bytes32> branch, Root bodyRoot, Preset preset) =>
        Predicates.IsValidMerkleBranch(
            CommitmentsRoot(commitments, preset),
            branch.AsSpan(),
            preset.KzgCommitmentsInclusionProofDepth,
            CommitmentsGindex - (1UL << BitOperations.Log2(CommitmentsGindex)),
            bodyRoot);

    /// <summary>The branch from a place in a block's body to the body's root.</summary>
    public static SszList<Bytes32> Prove(BeaconBlockBody body, ulong gindex, SszContext context) =>
        LightClientProofs.ComputeMerkleProof(body.ToNode(context), gindex);

    /// <summary>`compute_signed_block_header` (`deneb/validator.md#helpers`).</summary>
    public static SignedBeaconBlockHeader ComputeSignedBlockHeader(SignedBeaconBlock signedBlock, SszContext context)
    {
        var block = signedBlock.Message;
        return new SignedBeaconBlockHeader
        {
            Message = new BeaconBlockHeader
            {
                Slot = block.Slot,
                ProposerIndex = block.ProposerIndex,
                ParentRoot = block.ParentRoot,
                StateRoot = block.StateRoot,
                BodyRoot = block.Body.HashTreeRoot(context),
            },
            Signature = signedBlock.Signature,
        };
    }
}
