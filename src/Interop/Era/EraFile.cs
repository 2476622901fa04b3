using System.Buffers.Binary;
using System.IO.Compression;
using Consensoor.Interop.Gossipsub;
using Consensoor.Interop.ReqResp;
using Snappier;

namespace Consensoor.Interop.Era;

/// <summary>
/// Writes and reads era files of one group: `Version | block* | era-state | slot-index(block)? | slot-index(state)`
/// (eth-clients/e2store-format-specs, `formats/era.md`). Entries of other types are passed over when read.
/// </summary>
public static class EraFile
{
    /// <summary>The most bytes that a block may have.</summary>
    public const int MaxBlock = 64 << 20;

    /// <summary>The most bytes that a state may have.</summary>
    public const int MaxState = 1 << 30;

    private const int MaxSlots = 1 << 20;

    /// <summary>The name of a file: configuration, number of the era, and the first four bytes of its root.</summary>
    public static string NameOf(string config, ulong era, Root root) => FormattableString.Invariant(
        $"{config}-{era:D5}-{Convert.ToHexStringLower(root.AsSpan()[..4])}.era");

    /// <summary>Writes a group whose blocks lie in so many slots before its state (0 for the genesis era).</summary>
    public static void Write(Stream to, EraGroup group, int slots)
    {
        var start = to.Position;
        Entry(to, E2Entry.Version, []);
        var first = group.StateSlot - (ulong)slots;
        var offsets = new long[slots];
        foreach (var (slot, ssz) in group.Blocks)
        {
            offsets[slot - first] = to.Position - start;
            Entry(to, E2Entry.CompressedSignedBeaconBlock, Compressed(ssz));
        }

        var state = to.Position - start;
        Entry(to, E2Entry.CompressedBeaconState, Compressed(group.State));
        if (slots > 0)
        {
            Index(to, to.Position - start, first, offsets);
        }

        Index(to, to.Position - start, group.StateSlot, [state]);
    }

    /// <summary>
    /// Reads of which slot the state of a file is, by its last index, and none of its blocks; throws <see cref="EraException"/> where it
    /// has no index. <see cref="Read"/> compares the index with the rest.
    /// </summary>
    public static Slot StateSlotOf(Stream from)
    {
        Slot? slot = null;
        for (var at = 0L; at < from.Length;)
        {
            var (type, length) = Head(from, at);
            if (type == E2Entry.SlotIndex)
            {
                slot = Index(Entry(from, at).Data, at).Start;
            }

            at += E2Entry.HeaderLength + length;
        }

        return slot ?? throw new EraException("it does not end with the index of its state");
    }

    /// <summary>
    /// Reads the group of a file. Throws <see cref="EraException"/> where it has another form than the published one, or where its indices
    /// do not point to its blocks and its state.
    /// </summary>
    public static EraGroup Read(Stream from)
    {
        var blocks = new List<(long At, byte[] Ssz)>();
        var indices = new List<(long At, Slot Start, long[] Offsets)>();
        (long At, byte[] Ssz)? state = null;
        for (var at = 0L; at < from.Length;)
        {
            var (type, data) = Entry(from, at);
            switch (type)
            {
                case E2Entry.Version when at != 0:
                    throw new EraException($"a second group begins at byte {at}: files of one era are read");
                case var other when at == 0 && other != E2Entry.Version:
                    throw new EraException("it does not begin as an e2store does");
                case E2Entry.CompressedSignedBeaconBlock when state is null:
                    blocks.Add((at, Decompressed(data, MaxBlock, at)));
                    break;
                case E2Entry.CompressedBeaconState when state is null:
                    state = (at, Decompressed(data, MaxState, at));
                    break;
                case E2Entry.CompressedSignedBeaconBlock or E2Entry.CompressedBeaconState:
                    throw new EraException($"a block or state at byte {at} behind the state of the era");
                case E2Entry.SlotIndex:
                    indices.Add(Index(data, at));
                    break;
                default:
                    break;
            }

            at += E2Entry.HeaderLength + data.Length;
        }

        return state is var (place, ssz) ? Grouped(blocks, place, ssz, indices) : throw new EraException("it has no state");
    }

    private static EraGroup Grouped(
        List<(long At, byte[] Ssz)> blocks, long state, byte[] ssz, List<(long At, Slot Start, long[] Offsets)> indices)
    {
        if (indices.Count is < 1 or > 2 || indices[^1].Offsets.Length != 1)
        {
            throw new EraException("it does not end with the index of its state");
        }

        var (at, slot, offsets) = indices[^1];
        if (at + offsets[0] != state)
        {
            throw new EraException($"its index at byte {at} does not point to its state");
        }

        if (indices.Count == 1)
        {
            return blocks.Count == 0
                ? new EraGroup(slot, ssz, [])
                : throw new EraException("it has blocks and no index of them");
        }

        var (blocksAt, first, places) = indices[0];
        if (first + (ulong)places.Length != slot || first > slot)
        {
            throw new EraException($"its blocks are of slots {first} to {first + (ulong)places.Length}, and its state of slot {slot}");
        }

        var byPlace = blocks.ToDictionary(static block => block.At, static block => block.Ssz);
        var found = new List<(Slot, byte[])>();
        for (var i = 0; i < places.Length; i++)
        {
            if (places[i] != 0)
            {
                found.Add(byPlace.Remove(blocksAt + places[i], out var block)
                    ? (first + (ulong)i, block)
                    : throw new EraException($"its index does not point to a block for slot {first + (ulong)i}"));
            }
        }

        return byPlace.Count == 0
            ? new EraGroup(slot, ssz, found)
            : throw new EraException($"{byPlace.Count} block(s) are not in its index");
    }

    private static void Entry(Stream to, ushort type, ReadOnlySpan<byte> data)
    {
        Span<byte> head = stackalloc byte[E2Entry.HeaderLength];
        head.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(head, type);
        BinaryPrimitives.WriteUInt32LittleEndian(head[2..], (uint)data.Length);
        to.Write(head);
        to.Write(data);
    }

    private static (ushort Type, byte[] Data) Entry(Stream from, long at)
    {
        var (type, length) = Head(from, at);
        if (type == E2Entry.SlotIndex && length > 16 + (8 * MaxSlots))
        {
            throw new EraException($"the index at byte {at} has {length} bytes");
        }

        var data = new byte[length];
        from.ReadExactly(data);
        return (type, data);
    }

    private static (ushort Type, uint Length) Head(Stream from, long at)
    {
        Span<byte> head = stackalloc byte[E2Entry.HeaderLength];
        from.Position = at;
        if (from.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length)
        {
            throw new EraException($"it is cut off in the header at byte {at}");
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(head[2..]);
        if (BinaryPrimitives.ReadUInt16LittleEndian(head[6..]) != 0)
        {
            throw new EraException($"the header at byte {at} is none of an e2store");
        }

        if (length > from.Length - at - E2Entry.HeaderLength)
        {
            throw new EraException($"it is cut off: the entry at byte {at} has {length} bytes");
        }

        return (BinaryPrimitives.ReadUInt16LittleEndian(head), length);
    }

    // Offsets count from where the index begins.
    private static void Index(Stream to, long at, Slot start, ReadOnlySpan<long> offsets)
    {
        var data = new byte[16 + (8 * offsets.Length)];
        BinaryPrimitives.WriteUInt64LittleEndian(data, start);
        for (var i = 0; i < offsets.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(data.AsSpan(8 + (8 * i)), offsets[i] == 0 ? 0 : offsets[i] - at);
        }

        BinaryPrimitives.WriteInt64LittleEndian(data.AsSpan(data.Length - 8), offsets.Length);
        Entry(to, E2Entry.SlotIndex, data);
    }

    private static (long At, Slot Start, long[] Offsets) Index(byte[] data, long at)
    {
        var count = data.Length < 16 ? -1 : BinaryPrimitives.ReadInt64LittleEndian(data.AsSpan(data.Length - 8));
        if (count is < 0 or > MaxSlots || data.Length != 16 + (8 * count))
        {
            throw new EraException($"the index at byte {at} has {data.Length} bytes for {count} slots");
        }

        var offsets = new long[count];
        for (var i = 0; i < offsets.Length; i++)
        {
            offsets[i] = BinaryPrimitives.ReadInt64LittleEndian(data.AsSpan(8 + (8 * i)));
        }

        return (at, BinaryPrimitives.ReadUInt64LittleEndian(data), offsets);
    }

    private static byte[] Compressed(byte[] ssz)
    {
        using var to = new MemoryStream();
        using (var snappy = new SnappyStream(to, CompressionMode.Compress, leaveOpen: true))
        {
            snappy.Write(ssz);
        }

        return to.ToArray();
    }

    // Frame by frame, since the library's stream compares no checksum and ends a cut frame without a word. Frames that need not be read are
    // none of an era file: one may have been data before a bit of its kind went over.
    private static byte[] Decompressed(byte[] data, int limit, long at)
    {
        const int HeaderLength = 4, ChecksumLength = 4, MostOfFrame = 1 << 16;
        using var to = new MemoryStream();
        ReadOnlySpan<byte> identifier = [0xff, 6, 0, 0, .. "sNaPpY"u8];
        if (!data.AsSpan().StartsWith(identifier))
        {
            throw new EraException($"the entry at byte {at} does not begin as snappy frames do");
        }

        for (var left = data.AsSpan(identifier.Length); !left.IsEmpty;)
        {
            var place = data.Length - left.Length;
            var length = left.Length < HeaderLength ? -1 : left[1] | (left[2] << 8) | (left[3] << 16);
            if (left[0] > 0x01 || length < ChecksumLength || length > left.Length - HeaderLength)
            {
                throw new EraException($"the entry at byte {at} has no whole snappy frame at its byte {place}");
            }

            var frame = left.Slice(HeaderLength, length);
            var packed = frame[ChecksumLength..];
            var size = (uint)packed.Length;
            if ((left[0] == 0x00 && !SnappyBlock.TryReadLength(packed, out size)) || size > MostOfFrame)
            {
                throw new EraException($"the snappy frame at byte {place} of the entry at byte {at} has no length of one");
            }

            if (to.Length + size > limit)
            {
                throw new EraException($"the entry at byte {at} has more than {limit} bytes when decompressed");
            }

            var bytes = new byte[size];
            if (left[0] == 0x01)
            {
                packed.CopyTo(bytes);
            }
            else if (!SnappyBlock.TryDecompress(packed, bytes))
            {
                throw new EraException($"the snappy frame at byte {place} of the entry at byte {at} does not decompress");
            }

            if (Crc32C.Masked(bytes) != BinaryPrimitives.ReadUInt32LittleEndian(frame))
            {
                throw new EraException($"the snappy frame at byte {place} of the entry at byte {at} has another checksum");
            }

            to.Write(bytes);
            left = left[(HeaderLength + length)..];
        }

        return to.ToArray();
    }
}
