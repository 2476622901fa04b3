using Snappier;
using static Consensoor.Interop.Storage.Keyed.KeyedRecord;

namespace Consensoor.Interop.Storage.Keyed;

/// <content>States in parts, and what goes when its time is over.</content>
internal sealed partial class KeyedTables
{
    /// <summary>Finds the last state at or before a slot whose row is well, or null.</summary>
    public StoredSnapshot? FindSnapshot(Slot atOrBefore)
    {
        while (_tables.LastUpTo(KeyTable.Snapshots, Key(atOrBefore)) is var (key, value))
        {
            if (Well(() => Snapshot(key, value)) is { } snapshot)
            {
                return snapshot;
            }

            if (SlotOf(key) == 0)
            {
                return null;
            }

            atOrBefore = SlotOf(key) - 1;
        }

        return null;
    }

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

    /// <summary>Keeps a state, unless its slot has one that is well.</summary>
    public void Put(StoredSnapshot snapshot, byte[] ssz)
    {
        if (Well(() => SnapshotAt(snapshot.Slot)) is not { } kept || !IsWhole(kept))
        {
            var changes = new List<KeyChange>();
            PutState(snapshot with { Length = ssz.Length }, ssz, changes);
            _tables.Write(changes);
        }
    }

    /// <summary>
    /// Drops some of what a retention lets go; true where more is left. What is damaged of it goes too, and holds nothing else back.
    /// </summary>
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

    // A part at a time, since all of them are a state.
    private bool IsWhole(StoredSnapshot snapshot) =>
        Enumerable.Range(0, PartsOf(snapshot)).All(part => IsWell(KeyTable.StateParts, Key(snapshot.Slot, part)));

    private static int PartsOf(StoredSnapshot snapshot) => (int)((snapshot.Length + PartLength - 1) / PartLength);

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

    // The row says how many parts there are; only where it is damaged they are read for their keys.
    private void DropSnapshot(Slot slot, List<KeyChange> changes)
    {
        if (_tables.Get(KeyTable.Snapshots, Key(slot)) is not { } value)
        {
            return;
        }

        changes.Add(new KeyChange(KeyTable.Snapshots, Key(slot), null));
        var parts = Well(() => Snapshot(Key(slot), value)) is { } snapshot
            ? Enumerable.Range(0, PartsOf(snapshot)).Select(part => Key(slot, part))
            : _tables.From(KeyTable.StateParts, Key(slot, 0)).Select(static row => row.Key).TakeWhile(key => SlotOf(key) == slot);
        changes.AddRange(parts.Select(static key => new KeyChange(KeyTable.StateParts, key, null)));
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
            .Select(row => Well(() => BlockOf(RootIn(KeyTable.Finalized, row.Key, row.Value))))
            .FirstOrDefault(static row => row is not null);
        if (oldest is not null)
        {
            var owed = Well(History)?.Owed.Where(root => !gone.Contains(root)).ToArray() ?? [];
            var end = new StoredHistory(oldest.Slot, oldest.ParentRoot) { Owed = owed };
            changes.Add(Sealed(KeyTable.Meta, HistoryKey, KeyedRecord.History(end)));
        }

        return old.Length > rows;
    }

    // Where it is damaged pruning begins anew, which changes nothing of what has gone.
    private Slot PayloadsFrom() => Meta(PayloadsKey) is { } value && IsWell(KeyTable.Meta, PayloadsKey)
        ? SlotOf(Open(KeyTable.Meta, PayloadsKey, value).ToArray())
        : 0;

    private bool PrunePayloads(Slot before, int rows, List<KeyChange> changes)
    {
        var from = PayloadsFrom();
        (Slot Slot, byte[]? Root)[] old =
        [
            .. _tables.From(KeyTable.Finalized, Key(from)).TakeWhile(row => SlotOf(row.Key) < before).Take(rows + 1)
                .Select(static row => (SlotOf(row.Key), Well(() => Key(RootIn(KeyTable.Finalized, row.Key, row.Value))))),
        ];
        if (old.Length == 0)
        {
            return false;
        }

        // A payload whose root cannot be read goes with its block.
        changes.AddRange(old.Take(rows).Where(static row => row.Root is not null)
            .Select(static row => new KeyChange(KeyTable.Envelopes, row.Root!, null)));
        changes.Add(Sealed(KeyTable.Meta, PayloadsKey, Key(old[Math.Min(rows, old.Length) - 1].Slot + 1)));
        return old.Length > rows;
    }
}
