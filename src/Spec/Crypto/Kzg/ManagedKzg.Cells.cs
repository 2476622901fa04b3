using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Spec.Crypto.Kzg;

/// <content>Cells of the extended blob (EIP-7594).</content>
public sealed partial class ManagedKzg
{
    /// <inheritdoc/>
    public KzgResult ComputeCells(ReadOnlySpan<byte> blob, Span<byte> cells)
    {
        using FrBuffer polynomial = FrBuffer.Rent(KzgSizes.FieldElementsPerExtBlob);
        KzgResult read = ReadCoefficients(blob, polynomial.Span);
        if (read.IsValid)
            WriteCells(polynomial.Span, cells);
        return read;
    }

    /// <inheritdoc/>
    public KzgResult ComputeCellsAndKzgProofs(ReadOnlySpan<byte> blob, Span<byte> cells, Span<byte> proofs)
    {
        using FrBuffer polynomial = FrBuffer.Rent(KzgSizes.FieldElementsPerExtBlob);
        KzgResult read = ReadCoefficients(blob, polynomial.Span);
        if (read.IsValid)
            WriteCellsAndProofs(polynomial.Span, cells, proofs);
        return read;
    }

    /// <inheritdoc/>
    public KzgResult RecoverCellsAndKzgProofs(
        ReadOnlySpan<ulong> cellIndices, ReadOnlySpan<ReadOnlyMemory<byte>> cells, Span<byte> recoveredCells, Span<byte> recoveredProofs)
    {
        if (cellIndices.Length != cells.Length)
            return KzgFault.CountsDiffer;
        if (cells.Length is < KzgSizes.CellsPerExtBlob / 2 or > KzgSizes.CellsPerExtBlob)
            return KzgFault.CellCount;

        using FrBuffer values = FrBuffer.Rent(KzgSizes.FieldElementsPerExtBlob);
        Span<bool> present = stackalloc bool[KzgSizes.CellsPerExtBlob];
        present.Clear();
        for (int i = 0; i < cells.Length; i++)
        {
            if (cellIndices[i] >= KzgSizes.CellsPerExtBlob)
                return new KzgResult(KzgFault.CellIndex, i);
            if (i > 0 && cellIndices[i] <= cellIndices[i - 1])
                return new KzgResult(KzgFault.CellIndexOrder, i);
            int index = (int)cellIndices[i];
            present[index] = true;
            KzgResult read =
                ReadCell(cells[i].Span, values.Span.Slice(index * KzgSizes.FieldElementsPerCell, KzgSizes.FieldElementsPerCell));
            if (!read.IsValid)
                return read with { Index = i };
        }

        CellRecovery.Recover(values.Span, present);
        values.Span[KzgSizes.FieldElementsPerBlob..].Clear();
        WriteCellsAndProofs(values.Span, recoveredCells, recoveredProofs);
        return KzgResult.Valid;
    }

    /// <inheritdoc/>
    public KzgResult VerifyCellKzgProofBatch(
        ReadOnlySpan<ReadOnlyMemory<byte>> commitments,
        ReadOnlySpan<ulong> cellIndices,
        ReadOnlySpan<ReadOnlyMemory<byte>> cells,
        ReadOnlySpan<ReadOnlyMemory<byte>> proofs)
    {
        KzgResult read = CellBatch.TryRead(engine, commitments, cellIndices, cells, proofs, out CellBatch? batch);
        if (batch is null)
            return read;
        (G1Jacobian left, G1Jacobian right) = batch.Equation(engine, setup.Value.G1Monomial.Span);
        return PairingsAgree(in left, setup.Value.G2SecretToCellSize, in right) ? KzgResult.Valid : KzgFault.ProofDoesNotHold;
    }

    internal static KzgResult ReadCell(ReadOnlySpan<byte> cell, Span<Fr> values)
    {
        if (cell.Length != KzgSizes.BytesPerCell)
            return KzgFault.CellLength;
        return FrBytes.Read(cell, values) < 0 ? KzgResult.Valid : KzgFault.FieldElement;
    }

    /// <summary>Reads a blob as 4096 coefficients, the lower half of <paramref name="polynomial"/>.</summary>
    private static KzgResult ReadCoefficients(ReadOnlySpan<byte> blob, Span<Fr> polynomial)
    {
        Span<Fr> lower = polynomial[..KzgSizes.FieldElementsPerBlob];
        KzgResult read = FrBytes.ReadBlob(blob, lower);
        if (read.IsValid)
            FieldFft.Interpolate(lower);
        return read;
    }

    private void WriteCellsAndProofs(Span<Fr> polynomial, Span<byte> cells, Span<byte> proofs)
    {
        G1Affine[] points = fk20.Value.Prove(polynomial[..KzgSizes.FieldElementsPerBlob]);
        for (int i = 0; i < points.Length; i++)
            KzgPoints.Write(in points[i], proofs.Slice(i * KzgSizes.BytesPerProof, KzgSizes.BytesPerProof));
        WriteCells(polynomial, cells);
    }

    /// <summary>
    /// Evaluates the coefficients (used up) on the extended domain, whose bit-reversed order puts a cell's elements side by side.
    /// </summary>
    private static void WriteCells(Span<Fr> polynomial, Span<byte> cells)
    {
        FieldFft.Evaluate(polynomial);
        FrBytes.Write(polynomial, cells);
    }
}
