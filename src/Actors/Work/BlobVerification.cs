using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.DataColumns;

namespace Consensoor.Actors.Work;

/// <summary>
/// Verifies blob sidecars of one block: that they are of the block, where that is asked, then the KZG proofs in one batch
/// (`deneb/polynomial-commitments.md#verify_blob_kzg_proof_batch`).
/// </summary>
internal static class BlobVerification
{
    /// <summary>Does the work. Where the batch does not hold each is verified alone, to tell the good from the bad.</summary>
    public static BlobsVerified Do(IKzg kzg, VerifyBlobs work)
    {
        var own = work.Blobs.ToLookup(
            blob => work.Of is not var (block, context) || BlobSidecars.IsOfBlock(blob, work.BlockRoot, block, context));
        IReadOnlyList<BlobSidecar> blobs = [.. own[true]];
        if (blobs.Count > 1 && AllHold(kzg, blobs))
        {
            return new BlobsVerified(work.BlockRoot, blobs, [.. own[false]]);
        }

        var holds = blobs.ToLookup(blob => AllHold(kzg, [blob]));
        return new BlobsVerified(work.BlockRoot, [.. holds[true]], [.. own[false], .. holds[false]]);
    }

    private static bool AllHold(IKzg kzg, IReadOnlyList<BlobSidecar> blobs) => kzg.VerifyBlobKzgProofBatch(
        [.. blobs.Select(static blob => blob.Blob.AsMemory())],
        [.. blobs.Select(static blob => (ReadOnlyMemory<byte>)blob.KzgCommitment.AsSpan().ToArray())],
        [.. blobs.Select(static blob => (ReadOnlyMemory<byte>)blob.KzgProof.AsSpan().ToArray())]).IsValid;
}
