using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;

namespace Consensoor.Actors.Chain;

/// <summary>
/// The data columns of blocks: which of them hold, by index, and which came before their block. A block is complete once it has those that
/// this node samples (<paramref name="sampled"/>), and stays so where the node samples more later. Blocks are bounded in number, the one
/// that has waited longest goes first. Of a column that holds only the index is kept, of the others at most <see cref="MaxCopies"/> of each
/// sampled index, each with where it came from.
/// </summary>
internal sealed class ColumnCollector(int bound, ColumnSet sampled)
{
    /// <summary>Columns of one index that nobody has verified yet: a forged one does not keep the true one out.</summary>
    public const int MaxCopies = 2;

    private readonly Dictionary<Root, Entry> _entries = [];
    private readonly LinkedList<Root> _byAge = [];

    // Where columns came from that are being verified.
    private readonly Dictionary<DataColumnSidecar, Source> _underWay = new(ReferenceEqualityComparer.Instance);

    /// <summary>Gives the columns that a block needs from now on.</summary>
    public ColumnSet Sampled { get; set; } = sampled;

    /// <summary>Counts the blocks whose columns are collected.</summary>
    public int Count => _entries.Count;

    /// <summary>Blocks that were dropped because there were too many.</summary>
    public ulong Dropped { get; private set; }

    /// <summary>True where every sampled column of a block was here and holds.</summary>
    public bool IsComplete(Root root) => _entries.TryGetValue(root, out var entry)
        && (entry.IsComplete |= Sampled.IsSubsetOf(entry.Held));

    /// <summary>The sampled columns of a block that are neither here nor being verified.</summary>
    public IReadOnlyList<ColumnIndex> Missing(Root root) => _entries.TryGetValue(root, out var entry)
        ? entry.IsComplete ? [] : Sampled.Except(entry.Held).Except(ColumnSet.Of(entry.Unverified.Keys)).Except(entry.UnderWay).ToList()
        : Sampled.ToList();

    /// <summary>Notes columns of a block that were verified.</summary>
    public void Hold(Root root, IEnumerable<DataColumnSidecar> sidecars)
    {
        var entry = EntryOf(root);
        foreach (var sidecar in sidecars)
        {
            entry.Held = entry.Held.With(sidecar.Index);
            entry.Unverified.Remove(sidecar.Index);
        }

        _ = IsComplete(root);
    }

    /// <summary>Keeps sampled columns nobody has verified until their block is known; those that do not hold already.</summary>
    public void Await(Root root, IEnumerable<DataColumnSidecar> sidecars, Source source)
    {
        var entry = EntryOf(root);
        foreach (var sidecar in sidecars.Where(sidecar => Sampled.Contains(sidecar.Index) && !entry.Held.Contains(sidecar.Index)))
        {
            if (!entry.Unverified.TryGetValue(sidecar.Index, out var copies))
            {
                entry.Unverified[sidecar.Index] = copies = [];
            }

            if (copies.Count < MaxCopies && !copies.Any(copy => copy.Column == sidecar))
            {
                copies.Add((sidecar, source));
            }
        }
    }

    /// <summary>Takes out the columns of a block that nobody has verified; each is to be given to <see cref="Settle"/> later.</summary>
    public IReadOnlyList<DataColumnSidecar> TakeUnverified(Root root)
    {
        if (!_entries.TryGetValue(root, out var entry) || entry.Unverified.Count == 0)
        {
            return [];
        }

        var taken = entry.Unverified.Values.SelectMany(static copies => copies).ToArray();
        entry.Unverified.Clear();
        foreach (var (column, source) in taken)
        {
            entry.UnderWay = entry.UnderWay.With(column.Index);
            _underWay[column] = source;
        }

        return [.. taken.Select(static copy => copy.Column)];
    }

    /// <summary>Ends the verification of a column, and says where it came from; null where that is not known any more.</summary>
    public Source? Settle(Root root, DataColumnSidecar column)
    {
        if (!_underWay.Remove(column, out var source))
        {
            return null;
        }

        if (_entries.TryGetValue(root, out var entry))
        {
            // Another copy may be under way still; to ask for it once more does no harm.
            entry.UnderWay = entry.UnderWay.Except(ColumnSet.None.With(column.Index));
        }

        return source;
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
        public ColumnSet Held { get; set; }

        public ColumnSet UnderWay { get; set; }

        public bool IsComplete { get; set; }

        public SortedDictionary<ColumnIndex, List<(DataColumnSidecar Column, Source Source)>> Unverified { get; } = [];
    }
}
