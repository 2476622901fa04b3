using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.DataColumns;

/// <summary>The cells of one extended blob and their proofs, by column (`fulu/das-core.md#cells`, `#proofs`).</summary>
public sealed record CellsAndProofs(ByteList[] Cells, KZGProof[] Proofs)
{
    /// <summary>Extends a blob and proves its cells (`compute_cells_and_kzg_proofs`). Refuses a malformed blob, with its fault.</summary>
    public static CellsAndProofs? Compute(IKzg kzg, ReadOnlySpan<byte> blob, out KzgResult result)
    {
        var cells = new byte[KzgSizes.CellsPerExtBlob * KzgSizes.BytesPerCell];
        var proofs = new byte[KzgSizes.CellsPerExtBlob * KzgSizes.BytesPerProof];
        result = kzg.ComputeCellsAndKzgProofs(blob, cells, proofs);
        return result.IsValid ? Split(cells, proofs) : null;
    }

    /// <summary>
    /// Extends a blob whose proofs are known, as the execution layer gives them (`fulu/validator.md#get_data_column_sidecars`). Refuses a
    /// malformed blob, with its fault.
    /// </summary>
    public static CellsAndProofs? Compute(IKzg kzg, ReadOnlySpan<byte> blob, KZGProof[] proofs, out KzgResult result)
    {
        var cells = new byte[KzgSizes.CellsPerExtBlob * KzgSizes.BytesPerCell];
        result = kzg.ComputeCells(blob, cells);
        return result.IsValid ? new CellsAndProofs(SplitCells(cells), proofs) : null;
    }

    /// <summary>
    /// All cells and proofs from half of the cells or more, in ascending order of their columns (`recover_cells_and_kzg_proofs`). Refuses
    /// malformed input, with its fault.
    /// </summary>
    public static CellsAndProofs? Recover(
        IKzg kzg, ReadOnlySpan<ColumnIndex> columns, ReadOnlySpan<ReadOnlyMemory<byte>> cells, out KzgResult result)
    {
        var recovered = new byte[KzgSizes.CellsPerExtBlob * KzgSizes.BytesPerCell];
        var proofs = new byte[KzgSizes.CellsPerExtBlob * KzgSizes.BytesPerProof];
        result = kzg.RecoverCellsAndKzgProofs(columns, cells, recovered, proofs);
        return result.IsValid ? Split(recovered, proofs) : null;
    }

    /// <summary>
    /// The cells of a blob and their proofs, of both in one piece, by column; the cells are not copied. Throws for other lengths.
    /// </summary>
    public static CellsAndProofs Split(byte[] cells, byte[] proofs)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(cells.Length, KzgSizes.CellsPerExtBlob * KzgSizes.BytesPerCell);
        ArgumentOutOfRangeException.ThrowIfNotEqual(proofs.Length, KzgSizes.CellsPerExtBlob * KzgSizes.BytesPerProof);
        var split = new KZGProof[KzgSizes.CellsPerExtBlob];
        for (var i = 0; i < split.Length; i++)
        {
            split[i] = new KZGProof(proofs.AsSpan(i * KzgSizes.BytesPerProof, KzgSizes.BytesPerProof));
        }

        return new CellsAndProofs(SplitCells(cells), split);
    }

    private static ByteList[] SplitCells(byte[] cells)
    {
        var split = new ByteList[KzgSizes.CellsPerExtBlob];
        for (var i = 0; i < split.Length; i++)
        {
            split[i] = ByteList.Adopt(cells.AsMemory(i * KzgSizes.BytesPerCell, KzgSizes.BytesPerCell));
        }

        return split;
    }
}
