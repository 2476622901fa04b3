using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Network.Requests;

/// <summary>
/// Keeps the columns that gossip accepted since a slot, to be served; bounded in bytes of cells, the block kept longest goes first.
/// </summary>
internal sealed class ColumnArchive(long bound, Slot since)
{
    private readonly Dictionary<Root, SortedDictionary<ColumnIndex, DataColumnSidecar>> _byBlock = [];
    private readonly Queue<Root> _byAge = new();

    /// <summary>The slot from which on nothing that was kept has gone.</summary>
    public Slot CompleteFrom { get; private set; } = since;

    /// <summary>The bytes of cells that are kept.</summary>
    public long Bytes { get; private set; }

    public long Bound => bound;

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
            CompleteFrom = Math.Max(CompleteFrom, gone.Values.Max(ColumnRequests.SlotOf) + 1);
        }
    }

    /// <summary>Counts the columns of a block that are kept.</summary>
    public int CountOf(Root root) => _byBlock.TryGetValue(root, out var columns) ? columns.Count : 0;

    /// <summary>Returns a column, or null.</summary>
    public DataColumnSidecar? Find(Root root, ColumnIndex index) =>
        _byBlock.TryGetValue(root, out var columns) ? columns.GetValueOrDefault(index) : null;

    private static long SizeOf(DataColumnSidecar column) => column.Column.Sum(static cell => (long)cell.Length) + 128;
}
