using System.Buffers.Binary;
using System.Security.Cryptography;
using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Spec.Crypto.Kzg;

/// <summary>The Fiat-Shamir challenges: field elements (32 bytes) drawn from all that a proof is about.</summary>
public static class KzgChallenges
{
    private static ReadOnlySpan<byte> FiatShamirProtocolDomain => "FSBLOBVERIFY_V1_"u8;

    private static ReadOnlySpan<byte> RandomChallengeKzgBatchDomain => "RCKZGBATCH___V1_"u8;

    private static ReadOnlySpan<byte> RandomChallengeKzgCellBatchDomain => "RCKZGCBATCH__V1_"u8;

    /// <summary>
    /// The point at which a blob's proof opens its commitment (<c>deneb/polynomial-commitments.md#compute_challenge</c>).
    /// </summary>
    public static KzgResult ComputeChallenge(ReadOnlySpan<byte> blob, ReadOnlySpan<byte> commitment, Span<byte> challenge)
    {
        if (blob.Length != KzgSizes.BytesPerBlob)
            return KzgFault.BlobLength;
        if (commitment.Length != KzgSizes.BytesPerCommitment)
            return KzgFault.Commitment;
        OfBlob(blob, commitment).Write(challenge);
        return KzgResult.Valid;
    }

    /// <summary>
    /// The weight of a batch of cells (<c>fulu/polynomial-commitments-sampling.md#compute_verify_cell_kzg_proof_batch_challenge</c>). The
    /// commitments are without duplicates, and cell k belongs to number <paramref name="commitmentIndices"/>[k] of them. Points are not
    /// decoded.
    /// </summary>
    public static KzgResult ComputeVerifyCellKzgProofBatchChallenge(
        ReadOnlySpan<ReadOnlyMemory<byte>> commitments,
        ReadOnlySpan<ulong> commitmentIndices,
        ReadOnlySpan<ulong> cellIndices,
        ReadOnlySpan<ReadOnlyMemory<byte>> cells,
        ReadOnlySpan<ReadOnlyMemory<byte>> proofs,
        Span<byte> challenge)
    {
        int count = cells.Length;
        if (commitmentIndices.Length != count || cellIndices.Length != count || proofs.Length != count)
            return KzgFault.CountsDiffer;
        for (int i = 0; i < commitments.Length; i++)
        {
            if (commitments[i].Length != KzgSizes.BytesPerCommitment)
                return new KzgResult(KzgFault.Commitment, i);
        }

        for (int i = 0; i < count; i++)
        {
            if (commitmentIndices[i] >= (ulong)commitments.Length)
                return new KzgResult(KzgFault.CommitmentIndex, i);
            if (cellIndices[i] >= KzgSizes.CellsPerExtBlob)
                return new KzgResult(KzgFault.CellIndex, i);
            if (cells[i].Length != KzgSizes.BytesPerCell)
                return new KzgResult(KzgFault.CellLength, i);
            if (proofs[i].Length != KzgSizes.BytesPerProof)
                return new KzgResult(KzgFault.Proof, i);
        }

        OfCells(commitments, commitmentIndices, cellIndices, cells, proofs).Write(challenge);
        return KzgResult.Valid;
    }

    internal static Fr OfBlob(ReadOnlySpan<byte> blob, ReadOnlySpan<byte> commitment)
    {
        using IncrementalHash hash = Start(FiatShamirProtocolDomain);
        Append(hash, 0);
        Append(hash, KzgSizes.FieldElementsPerBlob);
        hash.AppendData(blob);
        hash.AppendData(commitment);
        return Finish(hash);
    }

    /// <summary>The weight of a batch of blob proofs: the challenges and values are 32 bytes each, one after the other.</summary>
    internal static Fr OfBlobBatch(
        ReadOnlySpan<ReadOnlyMemory<byte>> commitments, ReadOnlySpan<Fr> zs, ReadOnlySpan<Fr> ys, ReadOnlySpan<ReadOnlyMemory<byte>> proofs)
    {
        using IncrementalHash hash = Start(RandomChallengeKzgBatchDomain);
        Append(hash, KzgSizes.FieldElementsPerBlob);
        Append(hash, (ulong)commitments.Length);
        Span<byte> element = stackalloc byte[KzgSizes.BytesPerFieldElement];
        for (int i = 0; i < commitments.Length; i++)
        {
            hash.AppendData(commitments[i].Span);
            zs[i].Write(element);
            hash.AppendData(element);
            ys[i].Write(element);
            hash.AppendData(element);
            hash.AppendData(proofs[i].Span);
        }

        return Finish(hash);
    }

    internal static Fr OfCells(
        ReadOnlySpan<ReadOnlyMemory<byte>> commitments,
        ReadOnlySpan<ulong> commitmentIndices,
        ReadOnlySpan<ulong> cellIndices,
        ReadOnlySpan<ReadOnlyMemory<byte>> cells,
        ReadOnlySpan<ReadOnlyMemory<byte>> proofs)
    {
        using IncrementalHash hash = Start(RandomChallengeKzgCellBatchDomain);
        Append(hash, KzgSizes.FieldElementsPerBlob);
        Append(hash, KzgSizes.FieldElementsPerCell);
        Append(hash, (ulong)commitments.Length);
        Append(hash, (ulong)cellIndices.Length);
        foreach (ReadOnlyMemory<byte> commitment in commitments)
            hash.AppendData(commitment.Span);
        for (int i = 0; i < cells.Length; i++)
        {
            Append(hash, commitmentIndices[i]);
            Append(hash, cellIndices[i]);
            hash.AppendData(cells[i].Span);
            hash.AppendData(proofs[i].Span);
        }

        return Finish(hash);
    }

    private static IncrementalHash Start(ReadOnlySpan<byte> domain)
    {
        IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(domain);
        return hash;
    }

    private static void Append(IncrementalHash hash, ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        hash.AppendData(bytes);
    }

    private static Fr Finish(IncrementalHash hash)
    {
        Span<byte> digest = stackalloc byte[Sha256.HashLength];
        hash.GetHashAndReset(digest);
        return Fr.FromBytesReduced(digest);
    }
}
