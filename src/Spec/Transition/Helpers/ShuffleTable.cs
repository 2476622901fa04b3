using System.Buffers;
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

    /// <summary>Of a list of fewer than 2^31, with a seed.</summary>
    public ShuffleTable(Preset preset, int count, Bytes32 seed)
    {
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

    // A round is its own inverse. Without branches, which would be mispredicted every other time; where a position is its own mirror image
    // the bit may be none that was made, and decides nothing.
    private void Move(Span<uint> positions, int round)
    {
        var (pivot, count) = ((uint)_pivots[round], (uint)_count);
        var bits = _bits.AsSpan(round * _stride, _stride);
        for (var i = 0; i < positions.Length; i++)
        {
            var position = positions[i];
            var flip = unchecked(pivot - position);
            flip = unchecked(flip + (count & (uint)((int)flip >> 31)));
            var asked = Math.Max(position, flip);
            var swap = unchecked((uint)-(bits[(int)(asked >> 3)] >> (int)(asked & 7) & 1));
            positions[i] = position ^ ((position ^ flip) & swap);
        }
    }
}
