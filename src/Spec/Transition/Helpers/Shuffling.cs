using System.Buffers;
using System.Buffers.Binary;
using Consensoor.Spec.Crypto;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Transition.Helpers;

/// <summary>
/// The swap-or-not shuffle (`phase0/beacon-chain.md#compute_shuffled_permutation`): for few positions, each moved through the rounds by
/// itself, and for whole lists, where one hash serves 256 positions.
/// </summary>
public static class Shuffling
{
    private const int RoundAt = 32;
    private const int BucketAt = 33;
    private const int PositionsPerHash = 256;

    /// <summary>
    /// The shuffled position of one index among <paramref name="indexCount"/>; throws ArgumentOutOfRangeException outside of it
    /// (`phase0/beacon-chain.md#compute_shuffled_index`).
    /// </summary>
    public static ulong ComputeShuffledIndex(Preset preset, ulong index, ulong indexCount, Bytes32 seed)
    {
        Span<ulong> indices = [index];
        ComputeShuffledIndices(preset, indices, indexCount, seed);
        return indices[0];
    }

    /// <summary>
    /// Replaces each of a few indices by its shuffled position, all of them moved through a round at once: a round of up to sixteen costs
    /// one run of a wide SHA-256 kernel. Throws ArgumentOutOfRangeException for an index outside of <paramref name="indexCount"/>.
    /// </summary>
    public static void ComputeShuffledIndices(Preset preset, Span<ulong> indices, ulong indexCount, Bytes32 seed)
    {
        foreach (var index in indices)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, indexCount, nameof(indices));
        }

        var pivots = Pivots(preset, indexCount, seed);
        Span<byte> blocks = stackalloc byte[Sha256.MaxLanes * Sha256.PairLength];
        for (; !indices.IsEmpty; indices = indices[Math.Min(Sha256.MaxLanes, indices.Length)..])
        {
            var few = indices[..Math.Min(Sha256.MaxLanes, indices.Length)];
            var messages = blocks[..(few.Length * Sha256.PairLength)];
            Pad(messages, seed);
            Move(few, indexCount, pivots, messages);
        }
    }

    /// <summary>
    /// All values moved as the shuffle moves them: result[i] = values[shuffled position of i]. Costs some 90 hashes for each 256 values,
    /// and 90 sweeps.
    /// </summary>
    public static ulong[] ShuffleList(Preset preset, ReadOnlySpan<ulong> values, Bytes32 seed)
    {
        var list = values.ToArray();
        var count = list.Length;
        if (count < 2)
        {
            return list;
        }

        var pivots = Pivots(preset, (ulong)count, seed);
        var buckets = (count + PositionsPerHash - 1) / PositionsPerHash;
        var blocks = ArrayPool<byte>.Shared.Rent(buckets * Sha256.PairLength);
        var sources = ArrayPool<byte>.Shared.Rent(buckets * Sha256.HashLength);
        try
        {
            var messages = blocks.AsSpan(0, buckets * Sha256.PairLength);
            Pad(messages, seed);
            for (var bucket = 0; bucket < buckets; bucket++)
            {
                BinaryPrimitives.WriteInt32LittleEndian(messages[((bucket * Sha256.PairLength) + BucketAt)..], bucket);
            }

            // The rounds run backwards, so that they move values towards the index that asks for them.
            for (var round = pivots.Length - 1; round >= 0; round--)
            {
                for (var bucket = 0; bucket < buckets; bucket++)
                {
                    messages[(bucket * Sha256.PairLength) + RoundAt] = (byte)round;
                }

                Sha256.HashBlocks(messages, sources);
                var pivot = (int)pivots[round];
                Mirror(list.AsSpan(0, pivot + 1), 0, sources);
                Mirror(list.AsSpan(pivot + 1), pivot + 1, sources);
            }

            return list;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(blocks);
            ArrayPool<byte>.Shared.Return(sources);
        }
    }

    private static ulong[] Pivots(Preset preset, ulong indexCount, Bytes32 seed)
    {
        var pivots = new ulong[preset.ShuffleRoundCount];
        Span<byte> blocks = stackalloc byte[Sha256.MaxLanes * Sha256.PairLength];
        for (var first = 0; first < pivots.Length; first += Sha256.MaxLanes)
        {
            var messages = blocks[..(Math.Min(Sha256.MaxLanes, pivots.Length - first) * Sha256.PairLength)];
            for (var i = 0; i < messages.Length / Sha256.PairLength; i++)
            {
                var block = messages.Slice(i * Sha256.PairLength, Sha256.PairLength);
                seed.AsSpan().CopyTo(block);
                block[RoundAt] = (byte)(first + i);
                Sha256.PadBlock(block, BucketAt);
            }

            Sha256.HashBlocks(messages, messages);
            for (var i = 0; i < messages.Length / Sha256.PairLength; i++)
            {
                pivots[first + i] = BinaryPrimitives.ReadUInt64LittleEndian(messages[(i * Sha256.HashLength)..]) % indexCount;
            }
        }

        return pivots;
    }

    // Messages of seed, round and bucket; the last two are for the caller to write.
    private static void Pad(Span<byte> messages, Bytes32 seed)
    {
        for (; !messages.IsEmpty; messages = messages[Sha256.PairLength..])
        {
            seed.AsSpan().CopyTo(messages);
            Sha256.PadBlock(messages, BucketAt + sizeof(uint));
        }
    }

    private static void Move(Span<ulong> indices, ulong indexCount, ulong[] pivots, Span<byte> messages)
    {
        Span<byte> hashes = stackalloc byte[Sha256.MaxLanes * Sha256.HashLength];
        Span<ulong> flips = stackalloc ulong[Sha256.MaxLanes];
        for (var round = 0; round < pivots.Length; round++)
        {
            for (var i = 0; i < indices.Length; i++)
            {
                flips[i] = (pivots[round] + indexCount - indices[i]) % indexCount;
                var message = messages[(i * Sha256.PairLength)..];
                message[RoundAt] = (byte)round;
                BinaryPrimitives.WriteUInt32LittleEndian(message[BucketAt..], (uint)(Math.Max(indices[i], flips[i]) / PositionsPerHash));
            }

            Sha256.HashBlocks(messages, hashes);
            for (var i = 0; i < indices.Length; i++)
            {
                var position = (int)(Math.Max(indices[i], flips[i]) % PositionsPerHash);
                if ((hashes[(i * Sha256.HashLength) + (position / 8)] >> (position % 8) & 1) != 0)
                {
                    indices[i] = flips[i];
                }
            }
        }
    }

    // One round pairs each position with its mirror image, below the pivot and above it; the bit of the higher one decides the swap. The
    // bits are random, so a branch would be mispredicted every other time.
    private static void Mirror(Span<ulong> list, int offset, ReadOnlySpan<byte> sources)
    {
        unchecked
        {
            for (int low = 0, high = list.Length - 1; low < high; low++, high--)
            {
                var position = offset + high;
                var swap = (ulong)-(sources[position >> 3] >> (position & 7) & 1);
                var change = (list[low] ^ list[high]) & swap;
                list[low] ^= change;
                list[high] ^= change;
            }
        }
    }
}
