using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Consensoor.Spec.Crypto;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Transition.Helpers;

/// <summary>
/// The bits by which all rounds of a shuffle swap (`phase0/beacon-chain.md#compute_shuffled_index`), an eighth of a byte a position and
/// round, to move many positions of a list without shuffling it: one hash serves 256 positions, and a position costs a look a round.
/// </summary>
internal sealed class ShuffleTable : IDisposable
{
    private readonly ulong[] _pivots;
    private readonly int _count;
    private readonly int _stride;
    private readonly byte[] _bits;
    private readonly bool _isByEights;

    /// <summary>
    /// Of a list of fewer than 2^31, with a seed. Of a million it rents 16 MiB, which the shared pool may keep until the next epoch.
    /// </summary>
    public ShuffleTable(Preset preset, int count, Bytes32 seed)
        : this(CryptoLanes.Width, preset, count, seed)
    {
    }

    /// <summary>The same with vectors no wider than so many bits.</summary>
    internal ShuffleTable(VectorWidth width, Preset preset, int count, Bytes32 seed)
    {
        _isByEights = width >= VectorWidth.V256 && Avx2.IsSupported;
        _count = count;
        _pivots = Shuffling.Pivots(preset, (ulong)count, seed);
        var buckets = Shuffling.BucketsOf(count);
        _stride = buckets * Sha256.HashLength;
        _bits = ArrayPool<byte>.Shared.Rent(_stride * _pivots.Length);
        var blocks = ArrayPool<byte>.Shared.Rent(buckets * Sha256.PairLength);
        var messages = blocks.AsSpan(0, buckets * Sha256.PairLength);
        Shuffling.WriteBuckets(messages, seed);
        for (var round = 0; round < _pivots.Length; round++)
        {
            var bits = _bits.AsSpan(round * _stride, _stride);
            Shuffling.HashUpperHalf(messages, bits, round, 0, (int)_pivots[round]);
            Shuffling.HashUpperHalf(messages, bits, round, (int)_pivots[round] + 1, count - 1);
        }

        ArrayPool<byte>.Shared.Return(blocks);
    }

    /// <summary>Replaces each position by its shuffled position.</summary>
    public void Shuffle(Span<uint> positions)
    {
        for (var round = 0; round < _pivots.Length; round++)
        {
            Move(positions, round);
        }
    }

    /// <summary>Replaces each position by the one whose shuffled position it is.</summary>
    public void Unshuffle(Span<uint> positions)
    {
        for (var round = _pivots.Length - 1; round >= 0; round--)
        {
            Move(positions, round);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<byte>.Shared.Return(_bits);

    // A round is its own inverse. Where a position is its own mirror image the bit may be none that was made, and decides nothing.
    private void Move(Span<uint> positions, int round)
    {
        var bits = MemoryMarshal.Cast<byte, uint>(_bits.AsSpan(round * _stride, _stride));
        var moved = _isByEights ? MoveEights(positions, (uint)_pivots[round], (uint)_count, bits) : 0;
        MoveOnes(positions[moved..], (uint)_pivots[round], (uint)_count, bits);
    }

    // Without branches, which would be mispredicted every other time.
    private static void MoveOnes(Span<uint> positions, uint pivot, uint count, ReadOnlySpan<uint> bits)
    {
        foreach (ref var position in positions)
        {
            var flip = unchecked(pivot - position);
            flip = unchecked(flip + (count & (uint)((int)flip >> 31)));
            var asked = Math.Max(position, flip);
            var swap = unchecked((uint)-(int)(bits[(int)(asked >> 5)] >> (int)(asked & 31) & 1));
            position ^= (position ^ flip) & swap;
        }
    }

    private static unsafe int MoveEights(Span<uint> positions, uint pivot, uint count, ReadOnlySpan<uint> bits)
    {
        var moved = 0;
        var (pivots, counts) = (Vector256.Create(pivot), Vector256.Create(count));
        ref var first = ref MemoryMarshal.GetReference(positions);
        fixed (uint* words = bits)
        {
            for (; positions.Length - moved >= Vector256<uint>.Count; moved += Vector256<uint>.Count)
            {
                var position = Vector256.LoadUnsafe(ref first, (nuint)moved);
                var flip = pivots - position;
                flip += counts & Vector256.ShiftRightArithmetic(flip.AsInt32(), 31).AsUInt32();
                var asked = Vector256.Max(position, flip);
                var word = Avx2.GatherVector256(words, Vector256.ShiftRightLogical(asked, 5).AsInt32(), sizeof(uint));
                var bit = Avx2.ShiftRightLogicalVariable(word, asked & Vector256.Create(31u)) & Vector256<uint>.One;
                (position ^ ((position ^ flip) & (Vector256<uint>.Zero - bit))).StoreUnsafe(ref first, (nuint)moved);
            }
        }

        return moved;
    }
}
