using System.Buffers;
using System.Buffers.Binary;
using Consensoor.Spec.Crypto;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Transition.Helpers;

/// <summary>The swap-or-not shuffle (`phase0/beacon-chain.md#compute_shuffled_permutation`).</summary>
public static class Shuffling
{
    /// <summary>The shuffled position of one index among <paramref name="indexCount"/>; throws ArgumentOutOfRangeException outside of it.</summary>
    public static ulong ComputeShuffledIndex(Preset preset, ulong index, ulong indexCount, Bytes32 seed)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, indexCount);
        Span<byte> buffer = stackalloc byte[37];
        Span<byte> hash = stackalloc byte[32];
        seed.AsSpan().CopyTo(buffer);
        for (ulong round = 0; round < preset.ShuffleRoundCount; round++)
        {
            buffer[32] = (byte)round;
            Sha256.Hash(buffer[..33], hash);
            var pivot = BinaryPrimitives.ReadUInt64LittleEndian(hash) % indexCount;
            var flip = (pivot + indexCount - index) % indexCount;
            var position = Math.Max(index, flip);
            BinaryPrimitives.WriteUInt32LittleEndian(buffer[33..], (uint)(position / 256));
            Sha256.Hash(buffer, hash);
            if ((hash[(int)(position % 256 / 8)] >> (int)(position % 8) & 1) != 0)
            {
                index = flip;
            }
        }

        return index;
    }

    /// <summary>
    /// All values moved as the shuffle moves them: result[i] = values[shuffled position of i]. The rounds run backwards over the whole list, so that each hash serves 256 positions;
    /// about 90 hashes per 256 values.
    /// </summary>
    public static ulong[] ShuffleList(Preset preset, ReadOnlySpan<ulong> values, Bytes32 seed)
    {
        var list = values.ToArray();
        var count = list.Length;
        if (count < 2)
        {
            return list;
        }

        Span<byte> buffer = stackalloc byte[37];
        Span<byte> pivotHash = stackalloc byte[32];
        seed.AsSpan().CopyTo(buffer);
        var sources = ArrayPool<byte>.Shared.Rent(32 * ((count + 255) / 256));
        try
        {
            for (var round = (int)preset.ShuffleRoundCount - 1; round >= 0; round--)
            {
                buffer[32] = (byte)round;
                Sha256.Hash(buffer[..33], pivotHash);
                var pivot = (int)(BinaryPrimitives.ReadUInt64LittleEndian(pivotHash) % (ulong)count);
                for (var bucket = 0; bucket < (count + 255) / 256; bucket++)
                {
                    BinaryPrimitives.WriteInt32LittleEndian(buffer[33..], bucket);
                    Sha256.Hash(buffer, sources.AsSpan(32 * bucket, 32));
                }

                Mirror(list, 0, pivot, sources);
                Mirror(list, pivot + 1, count - 1, sources);
            }

            return list;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(sources);
        }
    }

    // One round pairs each position with its mirror image, below the pivot and above it; the bit of the higher one decides the swap.
    private static void Mirror(ulong[] list, int low, int high, byte[] sources)
    {
        unchecked
        {
            for (; low < high; low++, high--)
            {
                if ((sources[high >> 3] >> (high & 7) & 1) != 0)
                {
                    (list[low], list[high]) = (list[high], list[low]);
                }
            }
        }
    }
}
