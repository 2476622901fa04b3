using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Work;

/// <summary>
/// Makes sidecars of blobs that the execution layer had: blob sidecars as they are (`deneb/validator.md#constructing-the-blobsidecars`),
/// columns by extending the blobs, whose cell proofs came with them (`fulu/validator.md#get_data_column_sidecars_from_block`).
/// </summary>
internal static class SidecarMaking
{
    /// <summary>
    /// Makes those that are wanted; none where a column lacks a blob or a cell, a blob is malformed or has not its 128 proofs, or all came
    /// another way before it was done.
    /// </summary>
    public static SidecarsMade Do(IKzg kzg, MakeSidecars work) => work switch
    {
        { Needless.IsCancellationRequested: true } => new SidecarsMade(work.BlockRoot, [], []),
        { Context.Fork: >= ForkName.Fulu } => new SidecarsMade(work.BlockRoot, [], Columns(kzg, work)),
        _ => new SidecarsMade(work.BlockRoot, Blobs(work), []),
    };

    private static IReadOnlyList<BlobSidecar> Blobs(MakeSidecars work) => BlobSidecars.GetBlobSidecars(
        work.Block,
        [
            .. work.Wanted.ToList()
                .Where(index => index < (ulong)work.Blobs.Count && work.Blobs[(int)index] is { Proofs.Count: 1 })
                .Select(index => (index, work.Blobs[(int)index]!.Blob, work.Blobs[(int)index]!.Proofs[0])),
        ],
        work.Context);

    private static IReadOnlyList<DataColumnSidecar> Columns(IKzg kzg, MakeSidecars work)
    {
        var rows = new List<CellsAndProofs>(work.Blobs.Count);
        foreach (var blob in work.Blobs)
        {
            if (work.Needless.IsCancellationRequested || RowOf(kzg, blob, work.Wanted) is not { } row)
            {
                return [];
            }

            rows.Add(row);
        }

        var columns = DataColumnSidecars.GetDataColumnSidecarsFromBlock(work.Block, rows, work.Context);
        return [.. columns.Where(column => work.Wanted.Contains(column.Index))];
    }

    /// <summary>The cells of a blob, in all columns or in those that are wanted.</summary>
    private static CellsAndProofs? RowOf(IKzg kzg, FoundBlob? blob, ColumnSet wanted)
    {
        if (blob?.Cells is not { } cells)
        {
            return blob is { Proofs.Count: KzgSizes.CellsPerExtBlob }
                ? CellsAndProofs.Compute(kzg, blob.Blob.AsSpan(), [.. blob.Proofs], out _)
                : null;
        }

        var row = new CellsAndProofs(new ByteList[KzgSizes.CellsPerExtBlob], new KZGProof[KzgSizes.CellsPerExtBlob]);
        Array.Fill(row.Cells, ByteList.Empty);
        foreach (var column in wanted.ToList())
        {
            if (!cells.TryGetValue(column, out var known))
            {
                return null;
            }

            (row.Cells[column], row.Proofs[column]) = known;
        }

        return row;
    }
}
