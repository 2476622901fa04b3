using Consensoor.Interop.Storage.Keyed;

namespace Consensoor.Interop.Storage;

/// <content>States of the past, and what goes when its time is over.</content>
public sealed partial class InMemoryChainStore
{
    private readonly SortedDictionary<Slot, (StoredSnapshot Snapshot, byte[] Ssz)> _snapshots = [];

    /// <inheritdoc/>
    public StoredAnchorHead? AnchorHead => Anchor is { } anchor ? new StoredAnchorHead(anchor.Epoch, anchor.BlockRoot, anchor.Slot) : null;

    /// <inheritdoc/>
    public StoredPage FinalizedAfter(Slot slot, int count) =>
        Page(_finalized.Values.Select(GetBlock).OfType<StoredBlockRow>(), slot, count);

    /// <inheritdoc/>
    public Slot? SlotOfState(Root stateRoot)
    {
        foreach (var (slot, root) in _finalized)
        {
            if (GetBlock(root) is { } block && KeyedRecord.StateRootOf(block.Ssz) == stateRoot)
            {
                return slot;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public StoredSnapshot? FindSnapshot(Slot atOrBefore) =>
        _snapshots.Where(pair => pair.Key <= atOrBefore).Select(static pair => pair.Value.Snapshot).LastOrDefault();

    /// <inheritdoc/>
    public byte[]? ReadSnapshot(StoredSnapshot snapshot) =>
        _snapshots.TryGetValue(snapshot.Slot, out var kept) && kept.Snapshot == snapshot ? kept.Ssz : null;

    /// <inheritdoc/>
    public void PutSnapshot(StoredSnapshot snapshot, byte[] ssz)
    {
        if (!_snapshots.ContainsKey(snapshot.Slot))
        {
            Keep(snapshot with { Length = ssz.Length }, ssz);
        }
    }

    /// <inheritdoc/>
    public bool Prune(StoredRetention retention, int rows)
    {
        if (Anchor is not { } anchor)
        {
            return false;
        }

        var floor = FindSnapshot(Math.Min(retention.Blocks, anchor.Slot))?.Slot ?? 0;
        Slot[] states = [.. _snapshots.Keys.Where(slot => slot < floor)];
        _snapshots.Remove(states.FirstOrDefault(Slot.MaxValue));
        StoredBlockRow[] old =
            [.. _blocks.Values.Where(block => block.Slot < floor).OrderBy(static block => block.Slot).ThenBy(static block => block.Root)];
        foreach (var block in old.Take(rows))
        {
            _blocks.Remove(block.Root);
            _envelopes.Remove(block.Root);
            _finalized.Remove(block.Slot);
        }

        if (old.Length > 0)
        {
            var last = old[Math.Min(rows, old.Length) - 1].Slot;
            if (_finalized.Where(pair => pair.Key > last).Select(pair => GetBlock(pair.Value)).OfType<StoredBlockRow>().FirstOrDefault()
                is { } oldest)
            {
                var gone = old.Take(rows).Select(static block => block.Root).ToHashSet();
                History = new StoredHistory(oldest.Slot, oldest.ParentRoot)
                {
                    Owed = [.. (History?.Owed ?? []).Where(root => !gone.Contains(root))],
                };
            }
        }

        var before = Math.Min(retention.Envelopes, anchor.Slot);
        var payloads = _finalized.Where(pair => pair.Key >= _payloadsFrom && pair.Key < before).ToArray();
        foreach (var (slot, root) in payloads.Take(rows))
        {
            _envelopes.Remove(root);
            _payloadsFrom = slot + 1;
        }

        return states.Length > 1 || old.Length > rows || payloads.Length > rows;
    }

    /// <inheritdoc/>
    public void Survey(Action<StoredItem> see)
    {
        foreach (var block in _blocks.Values)
        {
            see(new StoredItem(nameof(KeyTable.Blocks), $"block {block.Root}", block.Ssz.Length, null));
        }
    }

    private void Keep(StoredSnapshot snapshot, byte[] ssz) => _snapshots[snapshot.Slot] = (snapshot, ssz);
}
