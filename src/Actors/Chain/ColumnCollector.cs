using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Chain;

/// <summary>
/// The data columns of blocks: which of them hold, by index, and which came before their block. Blocks are bounded in number, the one that
/// has waited longest goes first. Of a column that holds only the index is kept, of the others at most <see cref="MaxCopies"/> of each of
/// the <paramref name="columns"/> indices.
/// </summary>
internal sealed class ColumnCollector(int bound, int columns)
{
    /// <summary>Columns of one index that nobody has verified yet: a forged one does not keep the true one out.</summary>
    public const int MaxCopies = 2;

    private readonly Dictionary<Root, Entry> _entries = [];
    private readonly LinkedList<Root> _byAge = [];

    /// <summary>Counts the blocks whose columns are collected.</summary>
    public int Count => _entries.Count;

    /// <summary>Blocks that were dropped because there were too many.</summary>
    public ulong Dropped { get; private set; }

    /// <summary>True where every column of a block was here and holds.</summary>
    public bool IsComplete(Root root) => _entries.TryGetValue(root, out var entry) && entry.Held.Count == columns;

    /// <summary>The columns of a block that are not here.</summary>
    public IReadOnlyList<ColumnIndex> Missing(Root root)
    {
        var entry = _entries.GetValueOrDefault(root);
        var missing = new List<ColumnIndex>();
        for (ColumnIndex index = 0; index < (ulong)columns; index++)
        {
            if (entry is null || !(entry.Held.Contains(index) || entry.Unverified.ContainsKey(index)))
            {
                missing.Add(index);
            }
        }

        return missing;
    }

    /// <summary>Notes columns of a block that were verified.</summary>
    public void Hold(Root root, IEnumerable<DataColumnSidecar> sidecars)
    {
        var entry = EntryOf(root);
        foreach (var sidecar in sidecars.Where(sidecar => sidecar.Index < (ulong)columns))
        {
            entry.Held.Add(sidecar.Index);
            entry.Unverified.Remove(sidecar.Index);
        }
    }

    /// <summary>Keeps columns nobody has verified until their block is known; those that do not hold already.</summary>
    public void Await(Root root, IEnumerable<DataColumnSidecar> sidecars)
    {
        var entry = EntryOf(root);
        foreach (var sidecar in sidecars.Where(sidecar => sidecar.Index < (ulong)columns && !entry.Held.Contains(sidecar.Index)))
        {
            if (!entry.Unverified.TryGetValue(sidecar.Index, out var copies))
            {
                entry.Unverified[sidecar.Index] = copies = [];
            }

            if (copies.Count < MaxCopies && !copies.Contains(sidecar))
            {
                copies.Add(sidecar);
            }
        }
    }

    /// <summary>Takes out the columns of a block that nobody has verified.</summary>
    public IReadOnlyList<DataColumnSidecar> TakeUnverified(Root root)
    {
        if (!_entries.TryGetValue(root, out var entry) || entry.Unverified.Count == 0)
        {
            return [];
        }

        DataColumnSidecar[] taken = [.. entry.Unverified.Values.SelectMany(static copies => copies)];
        entry.Unverified.Clear();
        return taken;
    }

    /// <summary>The blocks of which there are columns that nobody has verified, oldest first.</summary>
    public IReadOnlyList<Root> Unverified() => [.. _byAge.Where(root => _entries[root].Unverified.Count > 0)];

    /// <summary>Forgets a block and its columns.</summary>
    public void Forget(Root root)
    {
        if (_entries.Remove(root))
        {
            _byAge.Remove(root);
        }
    }

    private Entry EntryOf(Root root)
    {
        if (_entries.TryGetValue(root, out var entry))
        {
            return entry;
        }

        while (_byAge.Count >= bound)
        {
            Forget(_byAge.First!.Value);
            Dropped++;
        }

        _byAge.AddLast(root);
        return _entries[root] = new Entry();
    }

    private sealed class Entry
    {
        public HashSet<ColumnIndex> Held { get; } = [];

        public SortedDictionary<ColumnIndex, List<DataColumnSidecar>> Unverified { get; } = [];
    }
}
