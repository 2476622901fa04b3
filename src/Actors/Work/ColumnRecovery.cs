using Consensoor.Messages;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.DataColumns;

namespace Consensoor.Actors.Work;

/// <summary>Recovers the columns of a block from half of them (`fulu/das-core.md#reconstruction-and-cross-seeding`).</summary>
internal static class ColumnRecovery
{
    /// <summary>Gives all columns, none where those given do not belong together; half of them are used.</summary>
    public static ColumnsRecovered Do(IKzg kzg, RecoverColumns work)
    {
        var columns = work.Columns.DistinctBy(static column => column.Index)
            .OrderBy(static column => column.Index)
            .Take(KzgSizes.CellsPerExtBlob / 2)
            .ToArray();
        if (columns.Length < KzgSizes.CellsPerExtBlob / 2
            || columns.Any(column => column.Column.Count != columns[0].Column.Count || column.Column.Count == 0))
        {
            return new ColumnsRecovered(work.BlockRoot, []);
        }

        var indices = Array.ConvertAll(columns, static column => column.Index);
        var rows = new List<CellsAndProofs>(columns[0].Column.Count);
        for (var row = 0; row < columns[0].Column.Count; row++)
        {
            var cells = Array.ConvertAll(columns, column => column.Column[row].AsMemory());
            if (CellsAndProofs.Recover(kzg, indices, cells, out _) is not { } recovered)
            {
                return new ColumnsRecovered(work.BlockRoot, []);
            }

            rows.Add(recovered);
        }

        return new ColumnsRecovered(
            work.BlockRoot, DataColumnSidecars.GetDataColumnSidecarsFromColumnSidecar(columns[0], rows, work.Context));
    }
}
