using Snappier;
using static Consensoor.Interop.Storage.Keyed.KeyedRecord;

namespace Consensoor.Interop.Storage.Keyed;

/// <content>States in parts, and what goes when its time is over.</content>
internal sealed partial class KeyedTables
{
    /// <summary>Finds the last state at or before a slot, or null.</summary>
    public StoredSnapshot? FindSnapshot(Slot atOrBefore) =>
        _tables.LastUpTo(KeyTable.Snapshots, Key(atOrBefore)) is var (key, value) ? Snapshot(key, value) : null;

    /// <summary>Reads a state, or null.</summary>
    public byte[]? State(StoredSnapshot snapshot)
    {
        if (SnapshotAt(snapshot.Slot) != snapshot)
        {
            return null;
        }

        var ssz = new byte[snapshot.Length];
        for (var (part, at) = (0, 0); at < ssz.Length; part++)
        {
            var key = Key(snapshot.Slot, part);
            if (_tables.Get(KeyTable.StateParts, key) is not { } value)
            {
                throw new DamagedRecordException($"{NameOf(KeyTable.StateParts, key)} is not there");
            }

            var length = Math.Min(PartLength, ssz.Length - at);
            var bytes = Open(KeyTable.StateParts, key, value);
            if (!Snappy.TryDecompress(bytes, ssz.AsSpan(at, length), out var written) || written != length)
            {
                throw Damaged(KeyTable.StateParts, key);
            }

            at += length;
        }

        return ssz;
    }

    /// <summary>Keeps a state, unless its slot has one.</summary>
    public void Put(StoredSnapshot snapshot, byte[] ssz)
    {
        if (SnapshotAt(snapshot.Slot) is null)
        {
            var changes = new List<KeyChange>();
            PutState(snapshot with { Length = ssz.Length }, ssz, changes);
            _tables.Write(changes);
        }
    }

    /// <summary>Drops some of what a retention lets go; true where more is left.</summary>
    public bool Prune(StoredRetention retention, int rows)
    {
        if (AnchorRow() is not { } anchor)
        {
            return false;
        }

        var changes = new List<KeyChange>();
        var floor = FindSnapshot(Math.Min(retention.Blocks, anchor.Slot))?.Slot ?? 0;
        var more = PruneSnapshot(floor, changes) | PruneBlocks(floor, rows, changes)
            | PrunePayloads(Math.Min(retention.Envelopes, anchor.Slot), rows, changes);
        if (changes.Count > 0)
        {
            _tables.Write(changes);
        }

        return more;
    }

    /// <summary>Shows every record.</summary>
    public void Survey(Action<StoredItem> see)
    {
        foreach (var table in Enum.GetValues<KeyTable>())
        {
            foreach (var (key, value) in _tables.From(table, []))
            {
                var isWell = true;
                try
                {
                    Open(table, key, value);
                }
                catch (DamagedRecordException)
                {
                    isWell = false;
                }

                see(new StoredItem(
                    table.ToString(), NameOf(table, key), key.Length + value.Length, isWell ? null : "its checksum does not fit"));
            }
        }
    }

    private StoredSnapshot? SnapshotAt(Slot slot) =>
        _tables.Get(KeyTable.Snapshots, Key(slot)) is { } value ? Snapshot(Key(slot), value) : null;

    private void PutState(StoredSnapshot snapshot, byte[] ssz, List<KeyChange> changes)
    {
        DropSnapshot(snapshot.Slot, changes);
        changes.Add(Sealed(KeyTable.Snapshots, Key(snapshot.Slot), Snapshot(snapshot)));
        for (var (part, at) = (0, 0); at < ssz.Length; part++, at += PartLength)
        {
            var bytes = ssz.AsSpan(at, Math.Min(PartLength, ssz.Length - at));
            changes.Add(Sealed(KeyTable.StateParts, Key(snapshot.Slot, part), Snappy.CompressToArray(bytes)));
        }
    }

    private void DropSnapshot(Slot slot, List<KeyChange> changes)
    {
        changes.Add(new KeyChange(KeyTable.Snapshots, Key(slot), null));
        changes.AddRange(_tables.From(KeyTable.StateParts, Key(slot, 0)).Select(static row => row.Key)
            .TakeWhile(key => SlotOf(key) == slot).Select(static key => new KeyChange(KeyTable.StateParts, key, null)));
    }

    private bool PruneSnapshot(Slot floor, List<KeyChange> changes)
    {
        Slot[] old =
            [.. _tables.From(KeyTable.Snapshots, []).Select(static row => SlotOf(row.Key)).TakeWhile(slot => slot < floor).Take(2)];
        if (old.Length > 0)
        {
            DropSnapshot(old[0], changes);
        }

        return old.Length > 1;
    }

    private bool PruneBlocks(Slot floor, int rows, List<KeyChange> changes)
    {
        (Slot Slot, Root Root)[] old =
        [
            .. _tables.From(KeyTable.BySlot, []).Select(static row => (SlotOf(row.Key), new Root(row.Key.AsSpan(8))))
                .TakeWhile(row => row.Item1 < floor).Take(rows + 1),
        ];
        foreach (var (slot, root) in old.Take(rows))
        {
            changes.Add(new KeyChange(KeyTable.Blocks, Key(root), null));
            changes.Add(new KeyChange(KeyTable.BySlot, Key(slot, root), null));
            changes.Add(new KeyChange(KeyTable.Envelopes, Key(root), null));
            changes.Add(new KeyChange(KeyTable.Finalized, Key(slot), null));
            if (WellBlock(root) is { } block && StateRootOf(block.Ssz) is { } stateRoot)
            {
                changes.Add(new KeyChange(KeyTable.StateRoots, Key(stateRoot), null));
            }
        }

        if (old.Length == 0)
        {
            return false;
        }

        // A slot is dropped as a whole by its last block, and history begins behind it.
        var last = old[Math.Min(rows, old.Length) - 1].Slot;
        var gone = old.Take(rows).Select(static row => row.Root).ToHashSet();
        var oldest = _tables.From(KeyTable.Finalized, Key(last + 1))
            .Select(static row => (SlotOf(row.Key), RootIn(KeyTable.Finalized, row.Key, row.Value))).FirstOrDefault();
        if (WellBlock(oldest.Item2) is { } block0)
        {
            var owed = History()?.Owed.Where(root => !gone.Contains(root)).ToArray() ?? [];
            var end = new StoredHistory(block0.Slot, block0.ParentRoot) { Owed = owed };
            changes.Add(Sealed(KeyTable.Meta, HistoryKey, KeyedRecord.History(end)));
        }

        return old.Length > rows;
    }

    private Slot PayloadsFrom() => Meta(PayloadsKey) is { } value ? SlotOf(Open(KeyTable.Meta, PayloadsKey, value).ToArray()) : 0;

    private bool PrunePayloads(Slot before, int rows, List<KeyChange> changes)
    {
        var from = PayloadsFrom();
        (Slot Slot, Root Root)[] old =
        [
            .. _tables.From(KeyTable.Finalized, Key(from)).TakeWhile(row => SlotOf(row.Key) < before).Take(rows + 1)
                .Select(static row => (SlotOf(row.Key), RootIn(KeyTable.Finalized, row.Key, row.Value))),
        ];
        if (old.Length == 0)
        {
            return false;
        }

        changes.AddRange(old.Take(rows).Select(static row => new KeyChange(KeyTable.Envelopes, Key(row.Root), null)));
        changes.Add(Sealed(KeyTable.Meta, PayloadsKey, Key(old[Math.Min(rows, old.Length) - 1].Slot + 1)));
        return old.Length > rows;
    }
}
