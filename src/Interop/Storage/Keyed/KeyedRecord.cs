using System.Buffers.Binary;
using Consensoor.Interop.ReqResp;
using Consensoor.Spec.Config;
using Snappier;

namespace Consensoor.Interop.Storage.Keyed;

/// <summary>
/// The bytes of keys and values: numbers in keys are big-endian, so that their order is that of the numbers; a value begins with a checksum
/// (CRC-32C, 4 bytes) over table, key and what follows.
/// </summary>
internal static class KeyedRecord
{
    /// <summary>Bytes of a state in one part.</summary>
    public const int PartLength = 1 << 20;

    private const int SumLength = 4;
    private const int RootLength = 32;
    private const int MostOfStack = 256;
    private const int MostShown = 64;

    // SignedBeaconBlock: an offset and the signature; BeaconBlock: slot, proposer and parent before the state root.
    private const int StateRootAt = 4 + 96 + 8 + 8 + 32;

    /// <summary>The key of a name.</summary>
    public static byte[] Key(string name) => System.Text.Encoding.UTF8.GetBytes(name);

    /// <summary>The key of a root.</summary>
    public static byte[] Key(Root root) => root.AsSpan().ToArray();

    /// <summary>The key of a slot.</summary>
    public static byte[] Key(Slot slot)
    {
        var key = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(key, slot);
        return key;
    }

    /// <summary>The key of a slot and a root.</summary>
    public static byte[] Key(Slot slot, Root root) => [.. Key(slot), .. root.AsSpan()];

    /// <summary>The key of a part of a state.</summary>
    public static byte[] Key(Slot slot, int part)
    {
        var key = new byte[12];
        BinaryPrimitives.WriteUInt64BigEndian(key, slot);
        BinaryPrimitives.WriteInt32BigEndian(key.AsSpan(8), part);
        return key;
    }

    /// <summary>The slot that a key begins with.</summary>
    public static Slot SlotOf(byte[] key) => BinaryPrimitives.ReadUInt64BigEndian(key);

    /// <summary>A change that puts bytes under a key, with their checksum.</summary>
    public static KeyChange Sealed(KeyTable table, byte[] key, ReadOnlySpan<byte> bytes)
    {
        var value = new byte[SumLength + bytes.Length];
        bytes.CopyTo(value.AsSpan(SumLength));
        BinaryPrimitives.WriteUInt32LittleEndian(value, Sum(table, key, bytes));
        return new KeyChange(table, key, value);
    }

    /// <summary>The bytes of a value whose checksum fits; else throws <see cref="DamagedRecordException"/>, which names it.</summary>
    public static ReadOnlySpan<byte> Open(KeyTable table, byte[] key, byte[] value)
    {
        if (value.Length < SumLength
            || BinaryPrimitives.ReadUInt32LittleEndian(value) != Sum(table, key, value.AsSpan(SumLength)))
        {
            throw Damaged(table, key);
        }

        return value.AsSpan(SumLength);
    }

    /// <summary>What says that a record is damaged.</summary>
    public static DamagedRecordException Damaged(KeyTable table, byte[] key) =>
        new($"{NameOf(table, key)} is damaged: its bytes are not those that were written");

    /// <summary>What a record is called in words for people.</summary>
    public static string NameOf(KeyTable table, byte[] key) => (table, key.Length) switch
    {
        (KeyTable.Meta, _) => $"the record '{Shown(key)}'",
        (KeyTable.Blocks, RootLength) => $"block {new Root(key)}",
        (KeyTable.Envelopes, RootLength) => $"the payload of block {new Root(key)}",
        (KeyTable.BySlot, 8 + RootLength) => $"the index entry of slot {SlotOf(key)}, block {new Root(key.AsSpan(8))}",
        (KeyTable.Finalized, 8) => $"the finalized root of slot {SlotOf(key)}",
        (KeyTable.StateRoots, RootLength) => $"the index entry of state {new Root(key)}",
        (KeyTable.Snapshots, 8) => $"the state of slot {SlotOf(key)}",
        (KeyTable.StateParts, 12) => $"part {BinaryPrimitives.ReadInt32BigEndian(key.AsSpan(8))} of the state of slot {SlotOf(key)}",
        _ => $"a record of {table} under {Shown(key)}",
    };

    /// <summary>A block's bytes: fork, slot, parent, SSZ in snappy.</summary>
    public static byte[] Block(StoredBlockRow block) =>
        [(byte)block.Fork, .. Key(block.Slot), .. block.ParentRoot.AsSpan(), .. Snappy.CompressToArray(block.Ssz)];

    /// <summary>Reads <see cref="Block(StoredBlockRow)"/>.</summary>
    public static StoredBlockRow Block(byte[] key, byte[] value) => Guarded(KeyTable.Blocks, key, value, static (key, bytes) =>
        new StoredBlockRow(
            new Root(key),
            new Root(bytes[9..(9 + RootLength)]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[1..]),
            (ForkName)bytes[0],
            Snappy.DecompressToArray(bytes[(9 + RootLength)..])));

    /// <summary>An envelope's bytes: fork, slot, SSZ in snappy.</summary>
    public static byte[] Envelope(StoredEnvelopeRow envelope) =>
        [(byte)envelope.Fork, .. Key(envelope.Slot), .. Snappy.CompressToArray(envelope.Ssz)];

    /// <summary>Reads <see cref="Envelope(StoredEnvelopeRow)"/>.</summary>
    public static StoredEnvelopeRow Envelope(byte[] key, byte[] value) => Guarded(KeyTable.Envelopes, key, value, static (key, bytes) =>
        new StoredEnvelopeRow(
            new Root(key), BinaryPrimitives.ReadUInt64BigEndian(bytes[1..]), (ForkName)bytes[0], Snappy.DecompressToArray(bytes[9..])));

    /// <summary>What is kept of a state beside its parts: fork, length, root of its block.</summary>
    public static byte[] Snapshot(StoredSnapshot snapshot) =>
        [(byte)snapshot.Fork, .. Key((ulong)snapshot.Length), .. snapshot.BlockRoot.AsSpan()];

    /// <summary>Reads <see cref="Snapshot(StoredSnapshot)"/>.</summary>
    public static StoredSnapshot Snapshot(byte[] key, byte[] value) => Guarded(KeyTable.Snapshots, key, value, static (key, bytes) =>
        new StoredSnapshot(
            SlotOf(key), new Root(bytes[9..]), (ForkName)bytes[0], (long)BinaryPrimitives.ReadUInt64BigEndian(bytes[1..])));

    /// <summary>The anchor's bytes: epoch, slot, root, forks of block and state, and the block in snappy where there is one.</summary>
    public static byte[] Anchor(StoredAnchor anchor) =>
    [
        .. Key(anchor.Epoch), .. Key(anchor.Slot), .. anchor.BlockRoot.AsSpan(), (byte)anchor.BlockFork, (byte)anchor.StateFork,
        .. anchor.BlockSsz is { } ssz ? (byte[])[1, .. Snappy.CompressToArray(ssz)] : [0],
    ];

    /// <summary>Reads <see cref="Anchor(StoredAnchor)"/>, without the state.</summary>
    public static StoredAnchor Anchor(byte[] key, byte[] value) => Guarded(KeyTable.Meta, key, value, static (_, bytes) =>
        new StoredAnchor(
            BinaryPrimitives.ReadUInt64BigEndian(bytes),
            new Root(bytes[16..48]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
            (ForkName)bytes[48],
            bytes[50] == 1 ? Snappy.DecompressToArray(bytes[51..]) : null,
            (ForkName)bytes[49],
            []));

    /// <summary>The bytes of where history ends: slot, parent, and roots whose payloads are owed.</summary>
    public static byte[] History(StoredHistory history) =>
        [.. Key(history.Oldest), .. history.Parent.AsSpan(), .. history.Owed.SelectMany(static root => root.AsSpan().ToArray())];

    /// <summary>Reads <see cref="History(StoredHistory)"/>.</summary>
    public static StoredHistory History(byte[] key, byte[] value) => Guarded(KeyTable.Meta, key, value, static (_, bytes) =>
    {
        var owed = new List<Root>();
        for (var at = 8 + RootLength; at < bytes.Length; at += RootLength)
        {
            owed.Add(new Root(bytes[at..(at + RootLength)]));
        }

        return new StoredHistory(BinaryPrimitives.ReadUInt64BigEndian(bytes), new Root(bytes[8..(8 + RootLength)])) { Owed = owed };
    });

    /// <summary>The `state_root` of a signed block, at the same place in every fork; null where the bytes are too few to be one.</summary>
    public static Root? StateRootOf(byte[] block) =>
        block.Length >= StateRootAt + RootLength ? new Root(block.AsSpan(StateRootAt, RootLength)) : null;

    private delegate T Reader<T>(byte[] key, ReadOnlySpan<byte> bytes);

    private static T Guarded<T>(KeyTable table, byte[] key, byte[] value, Reader<T> read)
    {
        var bytes = Open(table, key, value);
        try
        {
            return read(key, bytes);
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or IndexOutOfRangeException)
        {
            throw Damaged(table, key);
        }
    }

    /// <summary>The checksum of a record.</summary>
    public static uint Sum(KeyTable table, byte[] key, ReadOnlySpan<byte> bytes)
    {
        // Keys come from a file, and may have any length.
        Span<byte> head = key.Length < MostOfStack ? stackalloc byte[1 + key.Length] : new byte[1 + key.Length];
        head[0] = (byte)table;
        key.CopyTo(head[1..]);
        return Crc32C.Masked(bytes) ^ uint.RotateLeft(Crc32C.Masked(head), 7);
    }

    private static string Shown(byte[] key)
    {
        var begin = key.AsSpan(0, Math.Min(key.Length, MostShown));
        var text = begin.ContainsAnyExceptInRange((byte)0x21, (byte)0x7e)
            ? Convert.ToHexStringLower(begin)
            : System.Text.Encoding.ASCII.GetString(begin);
        return key.Length > MostShown ? $"{text}… ({key.Length} bytes)" : text;
    }
}
