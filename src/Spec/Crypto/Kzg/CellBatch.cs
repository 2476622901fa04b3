using System.Runtime.InteropServices;
using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Spec.Crypto.Kzg;

/// <summary>
/// Cells with their commitments and proofs, checked and decoded, and the universal equation that verifies them all
/// (<c>fulu/polynomial-commitments-sampling.md#verify_cell_kzg_proof_batch_impl</c>).
/// </summary>
internal sealed class CellBatch
{
    private const int Size = KzgSizes.FieldElementsPerCell;

    private readonly G1Affine[] commitments;
    private readonly ulong[] commitmentIndices;
    private readonly int[] cellIndices;
    private readonly Fr[] values;
    private readonly G1Affine[] proofs;
    private readonly Fr challenge;

    private CellBatch(G1Affine[] commitments, ulong[] commitmentIndices, int[] cellIndices, Fr[] values, G1Affine[] proofs, Fr challenge) =>
        (this.commitments, this.commitmentIndices, this.cellIndices, this.values, this.proofs, this.challenge) =
        (commitments, commitmentIndices, cellIndices, values, proofs, challenge);

    /// <summary>Checks and decodes; the batch is null exactly if something is malformed.</summary>
    public static KzgResult TryRead(
        BlsEngine engine,
        ReadOnlySpan<ReadOnlyMemory<byte>> commitments,
        ReadOnlySpan<ulong> cellIndices,
        ReadOnlySpan<ReadOnlyMemory<byte>> cells,
        ReadOnlySpan<ReadOnlyMemory<byte>> proofs,
        out CellBatch? batch)
    {
        batch = null;
        int count = cells.Length;
        if (commitments.Length != count || cellIndices.Length != count || proofs.Length != count)
            return KzgFault.CountsDiffer;

        var distinct = new List<ReadOnlyMemory<byte>>();
        ulong[] commitmentIndices = new ulong[count];
        int[] indices = new int[count];
        Fr[] values = new Fr[count * Size];
        int[] firstUses = new int[count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlyMemory<byte> commitment = commitments[i];
            int known = distinct.FindIndex(other => other.Span.SequenceEqual(commitment.Span));
            if (known < 0)
            {
                known = distinct.Count;
                firstUses[known] = i;
                distinct.Add(commitment);
            }

            commitmentIndices[i] = (ulong)known;
            if (cellIndices[i] >= KzgSizes.CellsPerExtBlob)
                return new KzgResult(KzgFault.CellIndex, i);
            indices[i] = (int)cellIndices[i];
            KzgResult read = ManagedKzg.ReadCell(cells[i].Span, values.AsSpan(i * Size, Size));
            if (!read.IsValid)
                return read with { Index = i };
        }

        int bad = KzgPoints.ReadAll(engine, CollectionsMarshal.AsSpan(distinct), out G1Affine[] committed);
        if (bad >= 0)
            return new KzgResult(KzgFault.Commitment, firstUses[bad]);
        bad = KzgPoints.ReadAll(engine, proofs, out G1Affine[] points);
        if (bad >= 0)
            return new KzgResult(KzgFault.Proof, bad);

        Fr challenge = KzgChallenges.OfCells([.. distinct], commitmentIndices, cellIndices, cells, proofs);
        batch = new CellBatch(committed, commitmentIndices, indices, values, points, challenge);
        return KzgResult.Valid;
    }

    /// <summary>
    /// The two sides: all proofs hold if e(Left, [s^64]) = e(Right, [1]). With r the challenge, Left is the sum of r^k times proof k, and
    /// Right the sum of r^k (commitment - [interpolation polynomial] + h proof), h being x^64 on cell k.
    /// </summary>
    public (G1Jacobian Left, G1Jacobian Right) Equation(BlsEngine engine, ReadOnlySpan<G1Affine> monomial)
    {
        int count = proofs.Length;
        Fr[] weights = new Fr[count];
        G1Affine[] points = [.. commitments, .. proofs, .. monomial[..Size]];
        Fr[] scalars = new Fr[points.Length];
        Span<Fr> ofCommitments = scalars.AsSpan(0, commitments.Length);
        Span<Fr> ofProofs = scalars.AsSpan(commitments.Length, count);
        Span<Fr> ofInterpolation = scalars.AsSpan(commitments.Length + count);

        // Cells at the same index interpolate over the same points: their values are added up first, so that at most 128 transforms are
        // needed.
        Fr[]?[] columns = new Fr[KzgSizes.CellsPerExtBlob][];
        Fr weight = Fr.One;
        for (int k = 0; k < count; k++, weight *= challenge)
        {
            weights[k] = weight;
            ofCommitments[(int)commitmentIndices[k]] += weight;
            ofProofs[k] = weight * RootsOfUnity.CellPower(cellIndices[k]);
            Fr[] column = columns[cellIndices[k]] ??= new Fr[Size];
            for (int i = 0; i < Size; i++)
                column[i] += weight * values[(k * Size) + i];
        }

        for (int cell = 0; cell < columns.Length; cell++)
        {
            if (columns[cell] is not { } column)
                continue;
            FieldFft.Interpolate(column, cell);
            for (int i = 0; i < Size; i++)
                ofInterpolation[i] -= column[i];
        }

        return (G1Msm.Multiply(engine, proofs, weights), G1Msm.Multiply(engine, points, scalars));
    }
}
