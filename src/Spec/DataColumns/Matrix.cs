using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.DataColumns;

/// <summary>The matrix of extended blobs, a row a blob, a column a cell (`fulu/das-core.md#helpers`).</summary>
public static class Matrix
{
    /// <summary>All entries of the matrix, row by row (`fulu/das-core.md#compute_matrix`). Refuses (null) a malformed blob.</summary>
    public static IReadOnlyList<MatrixEntry>? ComputeMatrix(IKzg kzg, IReadOnlyList<ByteList> blobs)
    {
        var matrix = new List<MatrixEntry>(blobs.Count * KzgSizes.CellsPerExtBlob);
        for (var row = 0; row < blobs.Count; row++)
        {
            if (CellsAndProofs.Compute(kzg, blobs[row].AsSpan(), out _) is not { } cells)
            {
                return null;
            }

            AddRow(matrix, (ulong)row, cells);
        }

        return matrix;
    }

    /// <summary>
    /// The full matrix of a number of blobs from half of each row or more, entries in any order (`fulu/das-core.md#recover_matrix`).
    /// Refuses (null) a row with too few or repeated cells.
    /// </summary>
    public static IReadOnlyList<MatrixEntry>? RecoverMatrix(IKzg kzg, IReadOnlyList<MatrixEntry> partialMatrix, ulong blobCount)
    {
        var rows = partialMatrix.OrderBy(static entry => entry.ColumnIndex).ToLookup(static entry => entry.RowIndex);
        var matrix = new List<MatrixEntry>();
        for (ulong row = 0; row < blobCount; row++)
        {
            var entries = rows[row].ToArray();
            var columns = Array.ConvertAll(entries, static entry => entry.ColumnIndex);
            var cells = Array.ConvertAll(entries, static entry => entry.Cell.AsMemory());
            if (CellsAndProofs.Recover(kzg, columns, cells, out _) is not { } recovered)
            {
                return null;
            }

            AddRow(matrix, row, recovered);
        }

        return matrix;
    }

    private static void AddRow(List<MatrixEntry> matrix, ulong row, CellsAndProofs cells)
    {
        for (var column = 0; column < cells.Cells.Length; column++)
        {
            matrix.Add(new MatrixEntry
            {
                Cell = cells.Cells[column],
                KzgProof = cells.Proofs[column],
                ColumnIndex = (ColumnIndex)column,
                RowIndex = row
            });
        }
    }
}
