using System.Buffers.Binary;

namespace Consensoor.Spec.Crypto;

public static partial class Sha256
{
    /// <summary>The longest message that fits one block with its padding.</summary>
    public const int MaxBlockMessage = 55;

    /// <summary>
    /// Writes the padding of a message of <paramref name="length"/> bytes (up to <see cref="MaxBlockMessage"/>) at the start of a 64-byte
    /// block.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The message needs a second block.</exception>
    public static void PadBlock(Span<byte> block, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)MaxBlockMessage, nameof(length));
        block[length..PairLength].Clear();
        block[length] = 0x80;
        BinaryPrimitives.WriteUInt64BigEndian(block[(PairLength - 8)..], 8 * (ulong)length);
    }

    /// <summary>
    /// Hashes many short messages, each padded by <see cref="PadBlock"/> to one 64-byte block of <paramref name="blocks"/>, into 32 bytes
    /// of <paramref name="hashes"/> each. The two may start at the same byte, and do not overlap otherwise.
    /// </summary>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public static void HashBlocks(ReadOnlySpan<byte> blocks, Span<byte> hashes) => HashBlocks(CryptoLanes.Width, blocks, hashes);

    /// <summary><see cref="HashBlocks(ReadOnlySpan{byte}, Span{byte})"/> with kernels no wider than <paramref name="width"/>.</summary>
    /// <exception cref="ArgumentException">The lengths do not fit, or the CPU lacks the width.</exception>
    public static void HashBlocks(VectorWidth width, ReadOnlySpan<byte> blocks, Span<byte> hashes)
    {
        Check(width, blocks, hashes);
        if (!blocks.IsEmpty)
            HashForward(width, blocks, hashes, arePadded: true);
    }
}
