using System.Buffers.Binary;
using static Consensoor.Interop.Storage.Keyed.KeyedRecord;

namespace Consensoor.Interop.Storage.Keyed;

/// <summary>The rules of a chain store over ordered tables of bytes; throws whatever the tables do.</summary>
internal sealed partial class KeyedTables
{
    private const int FormatVersion = 1;

    private static readonly byte[] FormatKey = Key("format");
    private static readonly byte[] AnchorKey = Key("anchor");
    private static readonly byte[] HistoryKey = Key("history");
    private static readonly byte[] PayloadsKey = Key("payloads-from");

    private readonly IKeyValues _tables;

    /// <summary>The rules over tables, which are new or of a known format; else throws <see cref="ChainStoreException"/>.</summary>
    public KeyedTables(IKeyValues tables)
    {
        _tables = tables;
        if (Meta(FormatKey) is not { } format)
        {
            if (tables.From(KeyTable.Meta, []).Any())
            {
                throw new ChainStoreException("it does not say of which format it is");
            }

            tables.Write([Sealed(KeyTable.Meta, FormatKey, Key(FormatVersion))]);
            tables.Flush();
        }
        else if (SlotOf(Open(KeyTable.Meta, FormatKey, format).ToArray()) is var version and not FormatVersion)
        {
            throw new ChainStoreException($"it has format {version}, this program knows format {FormatVersion}");
        }
    }

    /// <summary>Reads which block the anchor is, or null.</summary>
    public StoredAnchorHead? Head() => AnchorRow() is { } anchor ? new StoredAnchorHead(anchor.Epoch, anchor.BlockRoot, anchor.Slot) : null;

    /// <summary>Reads the anchor with its state, or null.</summary>
    public StoredAnchor? Anchor()
    {
        if (AnchorRow() is not { } anchor)
        {
            return null;
        }

        return SnapshotAt(anchor.Slot) is { } snapshot && State(snapshot) is { } ssz
            ? anchor with { StateSsz = ssz }
            : throw new DamagedRecordException($"the anchor's state of slot {anchor.Slot} is not there");
    }

    /// <summary>Keeps a block, unless it is known and well.</summary>
    public void Put(StoredBlockRow block)
    {
        if (!IsWell(KeyTable.Blocks, Key(block.Root)) || !IsWell(KeyTable.BySlot, Key(block.Slot, block.Root)))
        {
            _tables.Write([.. Changes(block)]);
        }
    }

    /// <summary>Keeps an envelope, unless one is known and well.</summary>
    public void Put(StoredEnvelopeRow envelope)
    {
        if (!IsWell(KeyTable.Envelopes, Key(envelope.BlockRoot)))
        {
            _tables.Write([Sealed(KeyTable.Envelopes, Key(envelope.BlockRoot), Envelope(envelope))]);
        }
    }

    /// <summary>Makes an anchor the one that counts, in one write that is on disk when this returns.</summary>
    public void Put(StoredAnchor anchor, IReadOnlyList<Root> finalizedRoots, bool keepsFormer)
    {
        var changes = new List<KeyChange>();
        var former = AnchorRow();
        Mark(anchor, former, finalizedRoots, changes);
        if (former is not null && !keepsFormer && former.Slot != anchor.Slot)
        {
            DropSnapshot(former.Slot, changes);
        }

        // A later epoch with the same block has the same state.
        var state = new StoredSnapshot(anchor.Slot, anchor.BlockRoot, anchor.StateFork, anchor.StateSsz.Length);
        if (Well(() => SnapshotAt(anchor.Slot)) != state || !IsWhole(state))
        {
            PutState(state, anchor.StateSsz, changes);
        }

        changes.Add(Sealed(KeyTable.Meta, AnchorKey, KeyedRecord.Anchor(anchor)));
        _tables.Write(changes);
        _tables.Flush();
    }

    /// <summary>Reads where the finalized chain ends, or null.</summary>
    public StoredHistory? History() => Meta(HistoryKey) is { } value ? KeyedRecord.History(HistoryKey, value) : null;

    /// <summary>Puts blocks below those that are stored, in one write.</summary>
    public void Put(StoredHistory history, IReadOnlyList<StoredBlockRow> blocks, IReadOnlyList<StoredEnvelopeRow> envelopes)
    {
        var changes = new List<KeyChange>();
        foreach (var block in blocks)
        {
            if (!IsWell(KeyTable.Blocks, Key(block.Root)))
            {
                changes.AddRange(Changes(block));
            }

            changes.AddRange(Finalize(block.Slot, block.Root, block.Ssz));
        }

        foreach (var envelope in envelopes.Where(envelope => !IsWell(KeyTable.Envelopes, Key(envelope.BlockRoot))))
        {
            changes.Add(Sealed(KeyTable.Envelopes, Key(envelope.BlockRoot), Envelope(envelope)));
        }

        if (blocks.Count > 0 && PayloadsFrom() is var from && blocks.Min(static block => block.Slot) is var lowest && lowest < from)
        {
            changes.Add(Sealed(KeyTable.Meta, PayloadsKey, Key(lowest)));
        }

        changes.Add(Sealed(KeyTable.Meta, HistoryKey, KeyedRecord.History(history)));
        _tables.Write(changes);
    }

    /// <summary>Reads a block, or null.</summary>
    public StoredBlockRow? BlockOf(Root root) =>
        _tables.Get(KeyTable.Blocks, Key(root)) is { } value ? Block(Key(root), value) : null;

    /// <summary>Reads an envelope, or null.</summary>
    public StoredEnvelopeRow? EnvelopeOf(Root root) =>
        _tables.Get(KeyTable.Envelopes, Key(root)) is { } value ? Envelope(Key(root), value) : null;

    /// <summary>Reads the root of the finalized block of a slot, or null.</summary>
    public Root? FinalizedRoot(Slot slot) =>
        _tables.Get(KeyTable.Finalized, Key(slot)) is { } value ? RootIn(KeyTable.Finalized, Key(slot), value) : null;

    /// <summary>Reads the slot of a state root, or null.</summary>
    public Slot? SlotOfState(Root stateRoot) => _tables.Get(KeyTable.StateRoots, Key(stateRoot)) is { } value
        ? BinaryPrimitives.ReadUInt64BigEndian(Open(KeyTable.StateRoots, Key(stateRoot), value))
        : null;

    /// <summary>Reads a page of blocks along the index of slots.</summary>
    public StoredPage BlocksAfter(Slot slot, int count) =>
        Page(KeyTable.BySlot, slot, count, static (key, value) =>
        {
            Open(KeyTable.BySlot, key, value);
            return new Root(key.AsSpan(8));
        });

    /// <summary>Reads a page of finalized blocks.</summary>
    public StoredPage FinalizedAfter(Slot slot, int count) =>
        Page(KeyTable.Finalized, slot, count, static (key, value) => RootIn(KeyTable.Finalized, key, value));

    /// <summary>Brings what was written to disk.</summary>
    public void Flush() => _tables.Flush();

    private static Root RootIn(KeyTable table, byte[] key, byte[] value)
    {
        var bytes = Open(table, key, value);
        return bytes.Length == Key(default(Root)).Length ? new Root(bytes) : throw Damaged(table, key);
    }

    private static IEnumerable<KeyChange> Changes(StoredBlockRow block) =>
        [Sealed(KeyTable.Blocks, Key(block.Root), Block(block)), Sealed(KeyTable.BySlot, Key(block.Slot, block.Root), [])];

    private static IEnumerable<KeyChange> Finalize(Slot slot, Root root, byte[] ssz)
    {
        yield return Sealed(KeyTable.Finalized, Key(slot), root.AsSpan());
        if (StateRootOf(ssz) is { } stateRoot)
        {
            yield return Sealed(KeyTable.StateRoots, Key(stateRoot), Key(slot));
        }
    }

    private StoredPage Page(KeyTable index, Slot slot, int count, Func<byte[], byte[], Root> rootOf)
    {
        if (slot == Slot.MaxValue)
        {
            return StoredPage.Of([], isLast: true);
        }

        var blocks = new List<StoredBlockRow>();
        var damaged = new List<(Slot, string)>();
        Slot? through = null;
        foreach (var (key, value) in _tables.From(index, Key(slot + 1)))
        {
            if (blocks.Count + damaged.Count >= count && SlotOf(key) != through)
            {
                return StoredPage.Of(blocks, isLast: false, through, damaged);
            }

            through = SlotOf(key);
            try
            {
                if (BlockOf(rootOf(key, value)) is { } block)
                {
                    blocks.Add(block);
                }
            }
            catch (DamagedRecordException e)
            {
                damaged.Add((through.Value, e.Message));
            }
        }

        return StoredPage.Of(blocks, isLast: true, through, damaged);
    }

    /// <summary>True where there is a record whose checksum fits.</summary>
    private bool IsWell(KeyTable table, byte[] key)
    {
        try
        {
            return _tables.Get(table, key) is { } value && Open(table, key, value).Length >= 0;
        }
        catch (DamagedRecordException)
        {
            return false;
        }
    }

    private byte[]? Meta(byte[] key) => _tables.Get(KeyTable.Meta, key);

    private StoredAnchor? AnchorRow() => Meta(AnchorKey) is { } value ? KeyedRecord.Anchor(AnchorKey, value) : null;

    // Blocks of other branches between the former anchor and this one go, as far as the roots reach back.
    private void Mark(StoredAnchor anchor, StoredAnchor? former, IReadOnlyList<Root> finalizedRoots, List<KeyChange> changes)
    {
        var kept = finalizedRoots.ToHashSet();
        var from = former is { } before ? before.Slot + 1 : 0;
        (Slot Slot, Root Root)[] rows =
        [
            .. _tables.From(KeyTable.BySlot, Key(from)).TakeWhile(row => SlotOf(row.Key) <= anchor.Slot)
                .Select(static row => (SlotOf(row.Key), new Root(row.Key.AsSpan(8)))),
        ];
        var isWhole = former is null || kept.Contains(former.BlockRoot);
        var lowest = isWhole ? 0 : rows.Where(row => kept.Contains(row.Root)).Min(static row => (Slot?)row.Slot);
        foreach (var (slot, root) in rows)
        {
            if (kept.Contains(root))
            {
                changes.AddRange(Finalize(slot, root, WellBlock(root)?.Ssz ?? []));
            }
            else if (slot >= lowest)
            {
                changes.Add(new KeyChange(KeyTable.Blocks, Key(root), null));
                changes.Add(new KeyChange(KeyTable.BySlot, Key(slot, root), null));
                changes.Add(new KeyChange(KeyTable.Envelopes, Key(root), null));
            }
        }
    }

    // One that is damaged is finalized all the same; only its state is not found by its root.
    private StoredBlockRow? WellBlock(Root root) => Well(() => BlockOf(root));

    /// <summary>What is read, or null where it is damaged.</summary>
    private static T? Well<T>(Func<T?> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (DamagedRecordException)
        {
            return null;
        }
    }
}
