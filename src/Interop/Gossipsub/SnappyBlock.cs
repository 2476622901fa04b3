using Snappier;

namespace Consensoor.Interop.Gossipsub;

/// <summary>
/// Raw snappy blocks as gossip carries them (`phase0/p2p-interface.md#encodings`). The claimed length is checked against its bound, and
/// against what so few bytes can hold at all, before a byte is allocated for it.
/// </summary>
public static class SnappyBlock
{
    // The densest element, a copy of 64 bytes, takes 3.
    private const int MostExpansion = 22;

    /// <summary>The most bytes a payload can take compressed (`phase0/p2p-interface.md#max_compressed_len`).</summary>
    public static long MaxCompressedLength(long length) => 32 + length + (length / 6);

    /// <summary>
    /// Reads the length that a block claims to decompress to; false where it is no varint of 32 bits or more than the block can hold.
    /// </summary>
    public static bool TryReadLength(ReadOnlySpan<byte> block, out uint length) => TryReadHeader(block, out length, out _);

    /// <summary>Decompresses a block; null where it is malformed or claims more than a number of bytes.</summary>
    public static byte[]? Decompress(ReadOnlySpan<byte> block, long bound)
    {
        if (!TryReadLength(block, out var length) || length > bound || length > Array.MaxLength)
        {
            return null;
        }

        var bytes = GC.AllocateUninitializedArray<byte>((int)length);
        return TryDecompress(block, bytes) ? bytes : null;
    }

    /// <summary>
    /// Decompresses a block into a buffer of exactly the claimed length; false where it is malformed. The elements are walked first: the
    /// library throws where they do not fit, and takes bytes behind the last one, which others refuse, for nothing.
    /// </summary>
    public static bool TryDecompress(ReadOnlySpan<byte> block, Span<byte> bytes) =>
        TryReadHeader(block, out var length, out var at) && length == bytes.Length && IsWellFormed(block[at..], length)
        && Snappy.TryDecompress(block, bytes, out var written) && written == bytes.Length;

    /// <summary>The most bytes that a payload is compressed to here.</summary>
    public static int MostCompressed(int length) => Snappy.GetMaxCompressedLength(length);

    /// <summary>Compresses a payload into a buffer of at least <see cref="MostCompressed"/> bytes; gives how many it took.</summary>
    public static int Compress(ReadOnlySpan<byte> bytes, Span<byte> to) => Snappy.Compress(bytes, to);

    /// <summary>Compresses a payload.</summary>
    public static byte[] Compress(ReadOnlySpan<byte> bytes) => Snappy.CompressToArray(bytes);

    private static bool TryReadHeader(ReadOnlySpan<byte> block, out uint length, out int at)
    {
        (length, at) = (0, 0);
        for (; at < block.Length && at < 5; at++)
        {
            if (at == 4 && block[at] > 0x0f)
            {
                return false;
            }

            length |= (uint)(block[at] & 0x7f) << (7 * at);
            if (block[at] < 0x80)
            {
                at++;
                return length <= (long)(block.Length - at) * MostExpansion;
            }
        }

        return false;
    }

    // Every element within the bytes, every copy from what is there already, and exactly the length in all.
    private static bool IsWellFormed(ReadOnlySpan<byte> elements, uint length)
    {
        var produced = 0L;
        for (var at = 0; at < elements.Length;)
        {
            var tag = elements[at++];
            var kind = tag & 3;
            var operand = kind switch
            {
                0 => Math.Max((tag >> 2) - 59, 0),
                3 => 4,
                _ => kind,
            };
            if (elements.Length - at < operand)
            {
                return false;
            }

            var value = 0U;
            for (var i = 0; i < operand; i++)
            {
                value |= (uint)elements[at + i] << (8 * i);
            }

            at += operand;
            var count = kind == 1 ? ((tag >> 2) & 7) + 4L : (tag >> 2) + 1L;
            if (kind == 0)
            {
                count = operand > 0 ? value + 1L : count;
                if (count > elements.Length - at)
                {
                    return false;
                }

                at += (int)count;
            }
            else
            {
                var offset = kind == 1 ? ((uint)(tag >> 5) << 8) | value : value;
                if (offset == 0 || offset > produced)
                {
                    return false;
                }
            }

            produced += count;
            if (produced > length)
            {
                return false;
            }
        }

        return produced == length;
    }
}
