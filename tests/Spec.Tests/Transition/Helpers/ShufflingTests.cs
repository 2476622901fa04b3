using Consensoor.Spec.Crypto;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.Transition.Helpers;

/// <summary>The shuffles against `phase0/beacon-chain.md#compute_shuffled_permutation`, written here as it stands there.</summary>
public sealed class ShufflingTests
{
    private static readonly Gen<Bytes32> Seeds = Gen.Byte.Array[32].Select(static bytes => new Bytes32(bytes));

    // Around the 256 positions that share a hash, and small lists, where pivots and mirrors meet.
    private static readonly Gen<int> Counts = Gen.Frequency((2, Gen.Int[1, 12]), (1, Gen.Int[250, 262]), (2, Gen.Int[1, 1500]));

    [Fact]
    public void WholeListsAreShuffledAsIndexByIndex() =>
        Gen.Select(Seeds, Counts).Sample(
            static (seed, count) =>
            {
                var values = Enumerable.Range(0, count).Select(static i => (ulong)((3 * i) + 7)).ToArray();
                var expected = ComputeShuffledPermutation(Preset.Mainnet, count, seed).Select(i => values[i]);
                foreach (var width in Enum.GetValues<VectorWidth>().Where(CryptoLanes.IsSupported))
                {
                    Assert.Equal(expected, Shuffling.ShuffleList(width, Preset.Mainnet, values, seed));
                }
            },
            iter: 200);

    [Fact]
    public void ATableMovesPositionsAsTheWholeAndBack() =>
        Gen.Select(Seeds, Counts, Gen.Int[0, 2000].Array[0, 40]).Sample(
            static (seed, count, picked) =>
            {
                uint[] positions = [.. picked.Select(pick => (uint)(pick % count))];
                var permutation = ComputeShuffledPermutation(Preset.Mainnet, count, seed).ToArray();
                foreach (var width in Enum.GetValues<VectorWidth>().Where(CryptoLanes.IsSupported))
                {
                    using var table = new ShuffleTable(width, Preset.Mainnet, count, seed);
                    var moved = positions.ToArray();
                    table.Shuffle(moved);
                    Assert.Equal(positions.Select(position => (uint)permutation[position]), moved);
                    table.Unshuffle(moved);
                    Assert.Equal(positions, moved);
                }
            },
            iter: 200);

    [Fact]
    public void SingleIndicesAreShuffledAsInTheWhole() =>
        Gen.Select(Seeds, Gen.Int[1, 600]).Sample(
            static (seed, count) =>
            {
                var expected = ComputeShuffledPermutation(Preset.Minimal, count, seed).Select(static i => (ulong)i);
                var actual =
                    Enumerable.Range(0, count).Select(i => Shuffling.ComputeShuffledIndex(Preset.Minimal, (ulong)i, (ulong)count, seed));
                Assert.Equal(expected, actual);

                var together = Enumerable.Range(0, count).Select(static i => (ulong)i).ToArray();
                Shuffling.ComputeShuffledIndices(Preset.Minimal, together, (ulong)count, seed);
                Assert.Equal(expected, together);
            },
            iter: 100);

    // A list much longer than the vectors and the hash's lanes.
    [Fact]
    public void LongListsAreShuffledAsIndexByIndex()
    {
        const int Count = 200_003;
        var values = Enumerable.Range(0, Count).Select(static i => (ulong)i).ToArray();
        var shuffled = Shuffling.ShuffleList(Preset.Mainnet, values, Bytes32.Zero);
        Assert.Equal(values, shuffled.Order());
        for (var i = 0; i < Count; i += 499)
        {
            Assert.Equal(Shuffling.ComputeShuffledIndex(Preset.Mainnet, (ulong)i, Count, Bytes32.Zero), shuffled[i]);
        }
    }

    [Fact]
    public void WhatIsNoIndexIsRefused() =>
        Assert.Throws<OverflowException>(static () => Shuffling.ShuffleList(Preset.Minimal, [1, 1UL << 32], Bytes32.Zero));

    [Fact]
    public void AnEmptyListStaysEmpty() => Assert.Empty(Shuffling.ShuffleList(Preset.Minimal, [], Bytes32.Zero));

    private static int[] ComputeShuffledPermutation(Preset preset, int indexCount, Bytes32 seed)
    {
        var indices = Enumerable.Range(0, indexCount).ToArray();
        for (var round = 0; round < (int)preset.ShuffleRoundCount; round++)
        {
            var roundSeed = seed.AsSpan().ToArray().Append((byte)round).ToArray();
            var pivot = (int)(BitConverter.ToUInt64(Hash(roundSeed)) % (ulong)indexCount);
            var sources = new Dictionary<int, byte[]>();
            for (var i = 0; i < indexCount; i++)
            {
                var flip = (pivot + indexCount - indices[i]) % indexCount;
                var position = Math.Max(indices[i], flip);
                if (!sources.TryGetValue(position / 256, out var source))
                {
                    sources[position / 256] = source = Hash([.. roundSeed, .. BitConverter.GetBytes((uint)(position / 256))]);
                }

                var bit = (source[position % 256 / 8] >> (position % 8)) % 2;
                indices[i] = bit != 0 ? flip : indices[i];
            }
        }

        return indices;
    }

    private static byte[] Hash(byte[] data)
    {
        var hash = new byte[32];
        Sha256.Hash(data, hash);
        return hash;
    }
}
