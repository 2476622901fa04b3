using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Network.Requests;

/// <summary>The columns of late blocks, to be served; bounded in bytes of cells, the block kept longest goes first.</summary>
internal sealed class ColumnArchive(long bound)
{
    private readonly Dictionary<Root, SortedDictionary<ColumnIndex, DataColumnSidecar>> _byBlock = [];
    private readonly Queue<Root> _byAge = new();

    /// <summary>Bytes kept.</summary>
    public long Bytes { get; private set; }

    /// <summary>The most that are kept.</summary>
    public long Bound => bound;

    /// <summary>Keeps a column.</summary>
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

    /// <summary>A column, or null.</summary>
    public DataColumnSidecar? Find(Root root, ColumnIndex index) =>
        _byBlock.TryGetValue(root, out var columns) ? columns.GetValueOrDefault(index) : null;

    private static long SizeOf(DataColumnSidecar column) => column.Column.Sum(static cell => (long)cell.Length) + 128;
}
