using Consensoor.Spec.DataColumns;

namespace Consensoor.Interop.Storage;

/// <summary>A store of sidecars that lives as long as the process: for simulations and nodes without a data directory.</summary>
public sealed class InMemorySidecarStore : ISidecarStore
{
    private readonly Dictionary<Root, SortedDictionary<ColumnIndex, StoredSidecar>> _blocks = [];
    private readonly SortedSet<(Slot Slot, Root Root)> _bySlot = new(OldestFirst.Order);

    /// <inheritdoc/>
    public StoredCustody? Custody { get; private set; }

    /// <inheritdoc/>
    public int Count => _blocks.Count;

    /// <inheritdoc/>
    public void PutCustody(StoredCustody custody) => Custody = custody;

    /// <inheritdoc/>
    public void Put(Root blockRoot, IReadOnlyList<StoredSidecar> sidecars)
    {
        foreach (var sidecar in sidecars)
        {
            if (!_blocks.TryGetValue(blockRoot, out var kept))
            {
                _blocks[blockRoot] = kept = [];
                _bySlot.Add((sidecar.Slot, blockRoot));
            }

            kept.TryAdd(sidecar.Index, sidecar);
        }
    }

    /// <inheritdoc/>
    public ColumnSet IndicesOf(Root blockRoot) =>
        _blocks.TryGetValue(blockRoot, out var sidecars) ? ColumnSet.Of(sidecars.Keys) : ColumnSet.None;

    /// <inheritdoc/>
    public Slot? SlotOf(Root blockRoot) =>
        _blocks.TryGetValue(blockRoot, out _) ? _bySlot.First(block => block.Root == blockRoot).Slot : null;

    /// <inheritdoc/>
    public IReadOnlyList<Root> From(Slot slot) => [.. OldestFirst.From(_bySlot, slot)];

    /// <inheritdoc/>
    public void Forget(Root blockRoot, ColumnSet indices)
    {
        if (_blocks.TryGetValue(blockRoot, out var kept))
        {
            foreach (var index in indices.ToList())
            {
                kept.Remove(index);
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<StoredSidecar> Get(Root blockRoot, ColumnSet wanted) => _blocks.TryGetValue(blockRoot, out var sidecars)
        ? [.. sidecars.Values.Where(sidecar => wanted.Contains(sidecar.Index))]
        : [];

    /// <inheritdoc/>
    public bool Prune(Slot before, int blocks)
    {
        for (; blocks > 0 && _bySlot.Count > 0 && _bySlot.Min.Slot < before; blocks--)
        {
            var oldest = _bySlot.Min;
            _bySlot.Remove(oldest);
            _blocks.Remove(oldest.Root);
        }

        return _bySlot.Count > 0 && _bySlot.Min.Slot < before;
    }

    /// <inheritdoc/>
    public void Flush()
    {
    }

    /// <inheritdoc/>
    public void Dispose() => GC.SuppressFinalize(this);
}
