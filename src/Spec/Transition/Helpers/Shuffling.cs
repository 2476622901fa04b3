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

        ComputeShuffledIndices(Pivots(preset, indexCount, seed), indices, indexCount, seed);
    }

    /// <summary>The same for indices that are known to be inside, with the pivots of a seed, which do not depend on the indices.</summary>
    internal static void ComputeShuffledIndices(ulong[] pivots, Span<ulong> indices, ulong indexCount, Bytes32 seed)
    {
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
    /// All values moved as the shuffle moves them: result[i] = values[shuffled position of i]. Costs some 45 hashes for each 256 values,
    /// and 90 sweeps. Throws OverflowException for a value that is no index of a list, 2^32 or more.
    /// </summary>
    public static ulong[] ShuffleList(Preset preset, ReadOnlySpan<ulong> values, Bytes32 seed) =>
        ShuffleList(CryptoLanes.Width, preset, values, seed);

    /// <summary><see cref="ShuffleList(Preset, ReadOnlySpan{ulong}, Bytes32)"/> with vectors no wider than so many bits.</summary>
    internal static ulong[] ShuffleList(VectorWidth width, Preset preset, ReadOnlySpan<ulong> values, Bytes32 seed)
    {
        var shuffled = values.ToArray();
        if (shuffled.Length < 2)
        {
            return shuffled;
        }

        // Narrow values, as the sweeps are bound by memory.
        var rented = ArrayPool<uint>.Shared.Rent(shuffled.Length);
        try
        {
            var list = rented.AsSpan(0, shuffled.Length);
            for (var i = 0; i < list.Length; i++)
            {
                list[i] = (uint)shuffled[i];
            }

            Shuffle(width, Pivots(preset, (ulong)list.Length, seed), list, seed);
            for (var i = 0; i < list.Length; i++)
            {
                shuffled[i] = list[i];
            }

            return shuffled;
        }
        finally
        {
            ArrayPool<uint>.Shared.Return(rented);
        }
    }

    private static void Shuffle(VectorWidth width, ulong[] pivots, Span<uint> list, Bytes32 seed)
    {
        var buckets = BucketsOf(list.Length);
        var blocks = ArrayPool<byte>.Shared.Rent(buckets * Sha256.PairLength);
        var sources = ArrayPool<byte>.Shared.Rent((buckets * Sha256.HashLength) + MirrorSwaps.Slack);
        try
        {
            var messages = blocks.AsSpan(0, buckets * Sha256.PairLength);
            WriteBuckets(messages, seed);

            // The rounds run backwards, so that they move values towards the index that asks for them. One round pairs each position with
            // its mirror image, below the pivot and above it.
            for (var round = pivots.Length - 1; round >= 0; round--)
            {
                var pivot = (int)pivots[round];
                foreach (var (low, high) in (ReadOnlySpan<(int, int)>)[(0, pivot), (pivot + 1, list.Length - 1)])
                {
                    HashUpperHalf(messages, sources, round, low, high);
                    MirrorSwaps.Apply(width, list, low, high, sources);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(blocks);
            ArrayPool<byte>.Shared.Return(sources);
        }
    }

    /// <summary>How many hashes a round of a list asks for at most.</summary>
    internal static int BucketsOf(int count) => (count + PositionsPerHash - 1) / PositionsPerHash;

    /// <summary>Writes the messages of all buckets of a list, of which each round is for <see cref="HashUpperHalf"/> to write.</summary>
    internal static void WriteBuckets(Span<byte> messages, Bytes32 seed)
    {
        Pad(messages, seed);
        for (var bucket = 0; bucket < messages.Length / Sha256.PairLength; bucket++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(messages[((bucket * Sha256.PairLength) + BucketAt)..], bucket);
        }
    }

    /// <summary>
    /// Makes the bits of a round for positions that mirror each other, from a low to a high one; of a pair the higher one's.
    /// </summary>
    internal static void HashUpperHalf(Span<byte> messages, Span<byte> sources, int round, int low, int high)
    {
        if (low >= high)
        {
            return;
        }

        var first = ((low + high) / 2 + 1) / PositionsPerHash;
        var asked = messages[(first * Sha256.PairLength)..((high / PositionsPerHash + 1) * Sha256.PairLength)];
        for (var at = RoundAt; at < asked.Length; at += Sha256.PairLength)
        {
            asked[at] = (byte)round;
        }

        Sha256.HashBlocks(asked, sources[(first * Sha256.HashLength)..]);
    }

    /// <summary>The pivot of each round.</summary>
    internal static ulong[] Pivots(Preset preset, ulong indexCount, Bytes32 seed)
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
                flips[i] = pivots[round] >= indices[i] ? pivots[round] - indices[i] : pivots[round] + indexCount - indices[i];
                var message = messages[(i * Sha256.PairLength)..];
                message[RoundAt] = (byte)round;
                BinaryPrimitives.WriteUInt32LittleEndian(message[BucketAt..], (uint)(Math.Max(indices[i], flips[i]) / PositionsPerHash));
            }

            Sha256.HashBlocks(messages, hashes);
            for (var i = 0; i < indices.Length; i++)
            {
                var position = (int)(Math.Max(indices[i], flips[i]) % PositionsPerHash);
                var bit = (ulong)(hashes[(i * Sha256.HashLength) + (position / 8)] >> (position % 8) & 1);
                indices[i] ^= (indices[i] ^ flips[i]) & unchecked(0 - bit);
            }
        }
    }
}
