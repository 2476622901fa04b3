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
    public static bool TryReadLength(ReadOnlySpan<byte> block, out uint length)
    {
        length = 0;
        for (var i = 0; i < block.Length && i < 5; i++)
        {
            if (i == 4 && block[i] > 0x0f)
            {
                return false;
            }

            length |= (uint)(block[i] & 0x7f) << (7 * i);
            if (block[i] < 0x80)
            {
                return length <= (long)(block.Length - i - 1) * MostExpansion;
            }
        }

        return false;
    }

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

    /// <summary>Decompresses a block into a buffer of exactly the claimed length; false where it is malformed.</summary>
    public static bool TryDecompress(ReadOnlySpan<byte> block, Span<byte> bytes)
    {
        try
        {
            return Snappy.TryDecompress(block, bytes, out var written) && written == bytes.Length;
        }
        catch (InvalidDataException)
        {
            // The library's word for a malformed block. Its sender pays with its score, so that it cannot make many of them.
            return false;
        }
    }

    /// <summary>Compresses a payload.</summary>
    public static byte[] Compress(ReadOnlySpan<byte> bytes) => Snappy.CompressToArray(bytes);
}
