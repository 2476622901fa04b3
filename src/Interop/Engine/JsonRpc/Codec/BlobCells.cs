using Consensoor.Messages;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.JsonRpc.Codec;

/// <summary>Cells of a blob of the execution layer's mempool with their proofs (`BlobCellsAndProofsV1`); null for what it lacks.</summary>
public sealed record BlobCells(IReadOnlyList<ByteList?> Cells, IReadOnlyList<KZGProof?> Proofs)
{
    /// <summary>
    /// The cells of the columns asked for: one after the other, or each at its column's place among all of them, as execution layers answer
    /// in either way; null where one is not there.
    /// </summary>
    internal FoundBlob? Of(ColumnSet columns)
    {
        var isByPlace = Cells.Count == KzgSizes.CellsPerExtBlob;
        var cells = new Dictionary<ColumnIndex, (ByteList, KZGProof)>(columns.Count);
        foreach (var column in columns.ToList())
        {
            var at = isByPlace ? (int)column : cells.Count;
            if (at >= Cells.Count || at >= Proofs.Count || Cells[at] is not { } cell || Proofs[at] is not { } proof)
            {
                return null;
            }

            cells.Add(column, (cell, proof));
        }

        return isByPlace || Cells.Count == cells.Count ? new FoundBlob(ByteList.Empty, []) { Cells = cells } : null;
    }
}
