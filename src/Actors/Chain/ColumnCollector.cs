using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Chain;

/// <summary>
/// The data columns of blocks: which of them hold, by index, and which came before their block. Blocks are bounded in number, the one that has waited longest goes first;
/// a block has at most <paramref name="columns"/> columns either way.
/// </summary>
internal sealed class ColumnCollector(int bound, int columns)
{
    private readonly Dictionary<Root, Entry> _entries = [];
    private readonly Queue<Root> _byAge = new();

    /// <summary>Blocks there are.</summary>
    public int Count => _entries.Count;

    /// <summary>Blocks that were dropped because there were too many.</summary>
    public ulong Dropped { get; private set; }

    /// <summary>True where every column of a block is here and holds.</summary>
    public bool IsComplete(Root root) => _entries.TryGetValue(root, out var entry) && entry.Held.Count == columns;

    /// <summary>The columns of a block that hold.</summary>
    public IReadOnlyCollection<DataColumnSidecar> Held(Root root) => _entries.TryGetValue(root, out var entry) ? entry.Held.Values : [];

    /// <summary>Keeps columns that hold; those not kept before.</summary>
    public void Hold(Root root, IEnumerable<DataColumnSidecar> sidecars)
    {
        var entry = EntryOf(root);
        foreach (var sidecar in sidecars.Where(sidecar => sidecar.Index < (ulong)columns))
        {
            entry.Held.TryAdd(sidecar.Index, sidecar);
        }
    }

    /// <summary>Keeps columns nobody has verified until their block is known; one of each index.</summary>
    public void Await(Root root, IEnumerable<DataColumnSidecar> sidecars)
    {
        var entry = EntryOf(root);
        foreach (var sidecar in sidecars.Where(sidecar => sidecar.Index < (ulong)columns))
        {
            entry.Unverified.TryAdd(sidecar.Index, sidecar);
        }
    }

    /// <summary>Takes out the columns of a block that nobody has verified.</summary>
    public IReadOnlyList<DataColumnSidecar> TakeUnverified(Root root)
    {
        if (!_entries.TryGetValue(root, out var entry) || entry.Unverified.Count == 0)
        {
            return [];
        }

        DataColumnSidecar[] taken = [.. entry.Unverified.Values];
        entry.Unverified.Clear();
        return taken;
    }

    /// <summary>The blocks of which there are columns that nobody has verified, oldest first.</summary>
    public IReadOnlyList<Root> Unverified() => [.. _byAge.Where(root => _entries.TryGetValue(root, out var entry) && entry.Unverified.Count > 0)];

    /// <summary>Forgets a block.</summary>
    public void Forget(Root root) => _entries.Remove(root);

    private Entry EntryOf(Root root)
    {
        if (_entries.TryGetValue(root, out var entry))
        {
            return entry;
        }

        while (_byAge.Count >= bound)
        {
            if (_entries.Remove(_byAge.Dequeue()))
            {
                Dropped++;
            }
        }

        _byAge.Enqueue(root);
        return _entries[root] = new Entry();
    }

    private sealed class Entry
    {
        public SortedDictionary<ColumnIndex, DataColumnSidecar> Held { get; } = [];

        public SortedDictionary<ColumnIndex, DataColumnSidecar> Unverified { get; } = [];
    }
}
