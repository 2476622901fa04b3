using Consensoor.Interop.Storage;
using Consensoor.Spec.Config;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Columns;

/// <summary>
/// Verified sidecars of blocks: in memory for a while, until they are written in any case, and on disk. What goes wrong with the disk it
/// says by <paramref name="report"/> and never throws; what could not be written is lost, and said so.
/// </summary>
internal sealed class SidecarShelf<T>(
    ChainSpec spec, ISidecarStore store, SidecarTraits<T> traits, long recentBytes, Action<string, object[]> report)
    where T : class, ISszType<T>
{
    private readonly RecentSidecars<T> _recent = new(recentBytes, traits);
    private readonly Dictionary<Root, List<T>> _unwritten = [];

    /// <summary>True where something that is held has to be written yet.</summary>
    public bool HasUnwritten => _unwritten.Count > 0;

    /// <summary>Gives the indices of a block's sidecars that are here.</summary>
    public ColumnSet IndicesOf(Root root) => Stored(root).Union(_recent.IndicesOf(root)).Union(Unwritten(root));

    /// <summary>Gives the indices of a block's sidecars that the store has.</summary>
    public ColumnSet Stored(Root root)
    {
        var stored = ColumnSet.None;
        Guarded(() => stored = store.IndicesOf(root));
        return stored;
    }

    /// <summary>Keeps what was verified, to be written later.</summary>
    public void Hold(Root root, IReadOnlyList<T> sidecars)
    {
        if (!_unwritten.TryGetValue(root, out var waiting))
        {
            _unwritten[root] = waiting = [];
        }

        foreach (var sidecar in sidecars)
        {
            _recent.Keep(root, sidecar);
            waiting.Add(sidecar);
        }
    }

    /// <summary>Writes what is held, a block's sidecars together; tells the slot of what could not be written.</summary>
    public void Write(Action<Slot> lost)
    {
        foreach (var (root, sidecars) in _unwritten.ToArray())
        {
            _unwritten.Remove(root);
            try
            {
                store.Put(root, [.. sidecars.DistinctBy(traits.IndexOf).Select(Encoded)]);
            }
            catch (ChainStoreException e)
            {
                lost(sidecars.Max(traits.SlotOf));
                report("{0}s of block {1} are not kept: {2}", [traits.Name, root, e.Message]);
            }
        }
    }

    /// <summary>
    /// Gives the first of a block's wanted sidecars that are here, so many at most, by index. Those that turn out to be damaged on disk are
    /// left out, and not here any more; where the disk does not answer, it is all that was to be read, and <c>IsRead</c> is false.
    /// </summary>
    public (IReadOnlyList<T> Found, ColumnSet Damaged, bool IsRead) Load(Root root, ColumnSet wanted, int most = int.MaxValue)
    {
        var found = new SortedDictionary<ulong, T>();
        foreach (var sidecar in _recent.Get(root, wanted).Concat(_unwritten.GetValueOrDefault(root) ?? []))
        {
            if (wanted.Contains(traits.IndexOf(sidecar)))
            {
                found[traits.IndexOf(sidecar)] = sidecar;
            }
        }

        var gone = ColumnSet.None;
        var isRead = Guarded(() =>
        {
            var before = store.IndicesOf(root);
            while (Missing(root, wanted, most, found) is { IsEmpty: false } missing)
            {
                Read(root, missing, found);

                // What does not come is kept no more, so that the next round is another one.
                store.Forget(root, missing.Except(ColumnSet.Of(found.Keys)));
            }

            gone = before.Except(store.IndicesOf(root));
        });
        if (!isRead)
        {
            // It is fetched again, whatever the disk says later.
            gone = wanted.Except(ColumnSet.Of(found.Keys));
            Guarded(() => store.Forget(root, gone));
        }

        return ([.. found.Values.Take(most)], gone, isRead);
    }

    /// <summary>Does something with the store; false where that failed, which is reported.</summary>
    public bool Guarded(Action act)
    {
        try
        {
            act();
            return true;
        }
        catch (ChainStoreException e)
        {
            report("{0}", [e.Message]);
            return false;
        }
    }

    private void Read(Root root, ColumnSet indices, SortedDictionary<ulong, T> found)
    {
        foreach (var stored in store.Get(root, indices))
        {
            if (T.TryDecode(stored.Ssz, spec.Ssz(spec.ForkAtSlot(stored.Slot)), out var sidecar, out var error))
            {
                found[stored.Index] = sidecar;
            }
            else
            {
                report("the stored {0} {1} of block {2} cannot be read: {3}", [traits.Name, stored.Index, root, error]);
            }
        }
    }

    /// <summary>Gives what is kept on disk and has to be read, so that the first of the wanted are there.</summary>
    private ColumnSet Missing(Root root, ColumnSet wanted, int most, SortedDictionary<ulong, T> found)
    {
        var kept = store.IndicesOf(root).Union(ColumnSet.Of(found.Keys)).Intersect(wanted);
        return ColumnSet.Of(kept.ToList().Take(most)).Except(ColumnSet.Of(found.Keys));
    }

    private ColumnSet Unwritten(Root root) => _unwritten.TryGetValue(root, out var sidecars)
        ? ColumnSet.Of(sidecars.Select(traits.IndexOf))
        : ColumnSet.None;

    private StoredSidecar Encoded(T sidecar)
    {
        var slot = traits.SlotOf(sidecar);
        return new StoredSidecar(slot, traits.IndexOf(sidecar), sidecar.ToSsz(spec.Ssz(spec.ForkAtSlot(slot))));
    }
}
