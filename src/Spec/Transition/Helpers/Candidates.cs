using Consensoor.Spec.Crypto;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;

namespace Consensoor.Spec.Transition.Helpers;

/// <summary>
/// The row of validators that a selection by effective balance looks at, over and over, in the given order or shuffled, read from front to
/// back. One selection looks at some dozens, which are shuffled sixteen at a time; a committee's worth looks at tens of thousands, from the
/// list shuffled as a whole.
/// </summary>
internal ref struct Candidates
{
    /// <summary>The buffer that the caller lends.</summary>
    public const int BatchLength = Sha256.MaxLanes;

    private readonly ReadOnlySpan<ValidatorIndex> _indices;
    private readonly Bytes32 _seed;
    private readonly ulong[]? _pivots;
    private readonly Span<ValidatorIndex> _batch;
    private int _next;
    private int _read;

    public Candidates(
        BeaconState state, ReadOnlySpan<ValidatorIndex> indices, Bytes32 seed, bool isShuffled, bool isFew, Span<ValidatorIndex> batch)
    {
        _seed = seed;
        _pivots = isShuffled && isFew ? Shuffling.Pivots(state.Preset, (ulong)indices.Length, seed) : null;
        _indices = isShuffled && !isFew ? Shuffling.ShuffleList(state.Preset, indices, seed) : indices;
        _batch = batch;
        _read = BatchLength;
    }

    /// <summary>The next validator of the row.</summary>
    public ValidatorIndex Next() => _indices[_pivots is null ? Advance() : NextShuffled(_pivots)];

    private int Advance()
    {
        var place = _next++;
        _next = _next == _indices.Length ? 0 : _next;
        return place;
    }

    private int NextShuffled(ulong[] pivots)
    {
        if (_read == BatchLength)
        {
            for (var i = 0; i < BatchLength; i++)
            {
                _batch[i] = (ulong)Advance();
            }

            Shuffling.ComputeShuffledIndices(pivots, _batch, (ulong)_indices.Length, _seed);
            _read = 0;
        }

        return (int)_batch[_read++];
    }
}
