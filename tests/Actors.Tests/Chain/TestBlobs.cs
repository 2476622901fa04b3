using Consensoor.Interop.Engine.Embedded;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Block;
using Xunit;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>A blob as it waits for a payload, with its cells.</summary>
internal static class TestBlobs
{
    private static readonly ManagedKzg Kzg = new();

    /// <summary>Makes one; the same each time.</summary>
    public static (PooledBlob Blob, CellsAndProofs Cells) Create()
    {
        var bytes = new byte[KzgSizes.BytesPerBlob];
        for (var i = 1; i < bytes.Length; i += KzgSizes.BytesPerFieldElement)
        {
            bytes[i] = (byte)i;
        }

        Span<byte> commitment = stackalloc byte[KzgSizes.BytesPerCommitment];
        Span<byte> proof = stackalloc byte[KzgSizes.BytesPerProof];
        Assert.True(Kzg.BlobToKzgCommitment(bytes, commitment).IsValid);
        Assert.True(Kzg.ComputeBlobKzgProof(bytes, commitment, proof).IsValid);
        var cells = CellsAndProofs.Compute(Kzg, bytes, out _)!;
        var name = new KZGCommitment(commitment);
        return (
            new PooledBlob(
                ByteList.Create(bytes), name, ExecutionPayloads.KzgCommitmentToVersionedHash(name), new KZGProof(proof), [.. cells.Proofs]),
            cells);
    }
}
