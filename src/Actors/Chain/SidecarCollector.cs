using Consensoor.Messages;
using Consensoor.Spec.DataColumns;

namespace Consensoor.Actors.Chain;

/// <summary>
/// The sidecars of blocks (data columns, or blobs before fulu): which of them hold, by index, and which came before their block. A block is
/// complete once it has those that it needs, which are those that this node samples (<paramref name="sampled"/>) unless others are named,
/// and stays so where the node samples more later. Blocks are bounded in number, the one that has waited longest goes first. Of a sidecar
/// that holds only the index is kept, of the others at most <see cref="MaxCopies"/> of each sampled index, each with where it came from.
/// </summary>
internal sealed class SidecarCollector<T>(int bound, ColumnSet sampled, Func<T, ulong> indexOf)
    where T : class
{
    /// <summary>Sidecars of one index that nobody has verified yet: a forged one does not keep the true one out.</summary>
    public const int MaxCopies = 2;

    private readonly Dictionary<Root, Entry> _entries = [];
    private readonly LinkedList<Root> _byAge = [];

    // Where sidecars came from that are being verified.
    private readonly Dictionary<T, Source> _underWay = new(ReferenceEqualityComparer.Instance);

    /// <summary>Gives the indices that a block needs from now on where no others are named, and that are kept unverified.</summary>
    public ColumnSet Sampled { get; set; } = sampled;

    /// <summary>Counts the blocks whose sidecars are collected.</summary>
    public int Count => _entries.Count;

    /// <summary>Blocks that were dropped because there were too many.</summary>
    public ulong Dropped { get; private set; }

    /// <summary>True where every sidecar that a block needs was here and holds.</summary>
    public bool IsComplete(Root root, ColumnSet? needed = null) => _entries.TryGetValue(root, out var entry)
        && (entry.IsComplete |= (needed ?? Sampled).IsSubsetOf(entry.Held));

    /// <summary>The indices that a block needs and that are neither here nor being verified.</summary>
    public IReadOnlyList<ulong> Missing(Root root, ColumnSet? needed = null)
    {
        var all = needed ?? Sampled;
        return !_entries.TryGetValue(root, out var entry) ? all.ToList()
            : entry.IsComplete ? []
            : all.Except(entry.Held).Except(ColumnSet.Of(entry.Unverified.Keys)).Except(entry.UnderWay).ToList();
    }

    /// <summary>Notes sidecars of a block that were verified.</summary>
    public void Hold(Root root, IEnumerable<T> sidecars)
    {
        var entry = EntryOf(root);
        foreach (var index in sidecars.Select(indexOf))
        {
            entry.Held = entry.Held.With(index);
            entry.Unverified.Remove(index);
        }

        _ = IsComplete(root);
    }

    /// <summary>Keeps sampled sidecars nobody has verified until their block is known; those that do not hold already.</summary>
    public void Await(Root root, IEnumerable<T> sidecars, Source source)
    {
        var entry = EntryOf(root);
        foreach (var sidecar in sidecars)
        {
            var index = indexOf(sidecar);
            if (!Sampled.Contains(index) || entry.Held.Contains(index))
            {
                continue;
            }

            if (!entry.Unverified.TryGetValue(index, out var copies))
            {
                entry.Unverified[index] = copies = [];
            }

            if (copies.Count < MaxCopies && !copies.Any(copy => copy.Sidecar.Equals(sidecar)))
            {
                copies.Add((sidecar, source));
            }
        }
    }

    /// <summary>Takes out the sidecars of a block that nobody has verified; each is to be given to <see cref="Settle"/> later.</summary>
    public IReadOnlyList<T> TakeUnverified(Root root)
    {
        if (!_entries.TryGetValue(root, out var entry) || entry.Unverified.Count == 0)
        {
            return [];
        }

        var taken = entry.Unverified.Values.SelectMany(static copies => copies).ToArray();
        entry.Unverified.Clear();
        foreach (var (sidecar, source) in taken)
        {
            entry.UnderWay = entry.UnderWay.With(indexOf(sidecar));
            _underWay[sidecar] = source;
        }

        return [.. taken.Select(static copy => copy.Sidecar)];
    }

    /// <summary>Ends the verification of a sidecar, and says where it came from; null where that is not known any more.</summary>
    public Source? Settle(Root root, T sidecar)
    {
        if (!_underWay.Remove(sidecar, out var source))
        {
            return null;
        }

        if (_entries.TryGetValue(root, out var entry))
        {
            // Another copy may be under way still; to ask for it once more does no harm.
            entry.UnderWay = entry.UnderWay.Except(ColumnSet.None.With(indexOf(sidecar)));
        }

        return source;
    }

    /// <summary>The blocks of which there are sidecars that nobody has verified, oldest first.</summary>
    public IReadOnlyList<Root> Unverified() => [.. _byAge.Where(root => _entries[root].Unverified.Count > 0)];

    /// <summary>Forgets a block and its sidecars.</summary>
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

        public SortedDictionary<ulong, List<(T Sidecar, Source Source)>> Unverified { get; } = [];
    }
}
