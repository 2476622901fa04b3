using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Consensoor.Spec.Crypto;

namespace Consensoor.Spec.Transition.Helpers;

/// <summary>
/// The swaps of a round of the shuffle: each value from <c>low</c> on with its mirror image from <c>high</c> down, where the bit of the
/// higher position says so.
/// </summary>
internal static class MirrorSwaps
{
    /// <summary>Bytes that may be read behind the last bit.</summary>
    public const int Slack = 1;

    /// <summary>Swaps in vectors where there are some, no wider than so many bits, and one by one what is left.</summary>
    public static void Apply(VectorWidth width, Span<uint> list, int low, int high, ReadOnlySpan<byte> bits)
    {
        if (width >= VectorWidth.V256)
        {
            SwapEights(list, ref low, ref high, bits);
        }

        SwapOnes(list, low, high, bits);
    }

    // The bits are random, so that a branch would be mispredicted every other time.
    private static void SwapOnes(Span<uint> list, int low, int high, ReadOnlySpan<byte> bits)
    {
        for (; low < high; low++, high--)
        {
            var swap = unchecked((uint)-(bits[high >> 3] >> (high & 7) & 1));
            var change = (list[low] ^ list[high]) & swap;
            list[low] ^= change;
            list[high] ^= change;
        }
    }

    private static void SwapEights(Span<uint> list, ref int low, ref int high, ReadOnlySpan<byte> bits)
    {
        const int Eight = 8;
        var reversed = Vector256.Create(7u, 6, 5, 4, 3, 2, 1, 0);
        var lane = Vector256.Create(1u, 2, 4, 8, 16, 32, 64, 128);
        ref var values = ref MemoryMarshal.GetReference(list);
        for (; high - low >= (2 * Eight) - 1; low += Eight, high -= Eight)
        {
            var start = high - Eight + 1;
            var eight = (uint)MemoryMarshal.Read<ushort>(bits[(start >> 3)..]) >> (start & 7);
            var swap = Vector256.Equals(Vector256.Create(eight) & lane, lane);
            var above = Vector256.LoadUnsafe(ref values, (nuint)start);
            var below = Vector256.Shuffle(Vector256.LoadUnsafe(ref values, (nuint)low), reversed);
            Vector256.ConditionalSelect(swap, below, above).StoreUnsafe(ref values, (nuint)start);
            Vector256.Shuffle(Vector256.ConditionalSelect(swap, above, below), reversed).StoreUnsafe(ref values, (nuint)low);
        }
    }
}
