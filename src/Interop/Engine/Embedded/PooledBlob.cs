using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Block;

namespace Consensoor.Interop.Engine.Embedded;

/// <summary>
/// A blob that waits for a payload, with its commitment, its blob proof (deneb, electra) and its 128 cell proofs (fulu on).
/// </summary>
public sealed record PooledBlob(
    ByteList Blob, KZGCommitment Commitment, VersionedHash VersionedHash, KZGProof BlobProof, SszList<KZGProof> CellProofs)
{
    /// <summary>Computes what belongs to a blob of 131,072 bytes; null where they are no blob, which the result says.</summary>
    public static PooledBlob? Create(IKzg kzg, ReadOnlySpan<byte> blob, out KzgResult result)
    {
        Span<byte> commitment = stackalloc byte[KzgSizes.BytesPerCommitment];
        Span<byte> proof = stackalloc byte[KzgSizes.BytesPerProof];
        result = kzg.BlobToKzgCommitment(blob, commitment);
        result = result.IsValid ? kzg.ComputeBlobKzgProof(blob, commitment, proof) : result;
        if (!result.IsValid || CellsAndProofs.Compute(kzg, blob, out result) is not { } cells)
        {
            return null;
        }

        var name = new KZGCommitment(commitment);
        return new PooledBlob(
            ByteList.Create(blob), name, ExecutionPayloads.KzgCommitmentToVersionedHash(name), new KZGProof(proof), [.. cells.Proofs]);
    }
}
