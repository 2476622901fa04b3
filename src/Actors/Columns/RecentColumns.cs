using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;

namespace Consensoor.Actors.Columns;

/// <summary>The columns that came last, in memory; bounded in bytes of cells, the block kept longest goes first.</summary>
internal sealed class RecentColumns(long bound)
{
    private readonly Dictionary<Root, SortedDictionary<ColumnIndex, DataColumnSidecar>> _byBlock = [];
    private readonly Queue<Root> _byAge = new();

    /// <summary>The bytes of cells that are kept.</summary>
    public long Bytes { get; private set; }

    /// <summary>Keeps a column of a block, once; what is too much then goes.</summary>
    public void Keep(Root root, DataColumnSidecar column)
    {
        if (!_byBlock.TryGetValue(root, out var columns))
        {
            _byBlock[root] = columns = [];
            _byAge.Enqueue(root);
        }

        if (columns.TryAdd(column.Index, column))
        {
            Bytes += SizeOf(column);
        }

        while (Bytes > bound && _byAge.TryDequeue(out var oldest) && _byBlock.Remove(oldest, out var gone))
        {
            Bytes -= gone.Values.Sum(SizeOf);
        }
    }

    /// <summary>The columns of a block that are kept.</summary>
    public ColumnSet ColumnsOf(Root root) =>
        _byBlock.TryGetValue(root, out var columns) ? ColumnSet.Of(columns.Keys) : ColumnSet.None;

    /// <summary>Those of some columns of a block that are kept, by index.</summary>
    public IReadOnlyList<DataColumnSidecar> Get(Root root, ColumnSet wanted) => _byBlock.TryGetValue(root, out var columns)
        ? [.. columns.Values.Where(column => wanted.Contains(column.Index))]
        : [];

    private static long SizeOf(DataColumnSidecar column) => column.Column.Sum(static cell => (long)cell.Length) + 128;
}
