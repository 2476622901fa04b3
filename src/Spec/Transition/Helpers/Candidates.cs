using Consensoor.Spec.Crypto;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;

namespace Consensoor.Spec.Transition.Helpers;

/// <summary>
/// The row of validators that a selection by effective balance looks at, over and over, in the given order or shuffled, read from front to
/// back. One selection looks at some dozens, which are shuffled sixteen at a time; a committee's worth looks at tens of thousands, from the
/// list shuffled as a whole and its balances looked up once.
/// </summary>
internal ref struct Candidates
{
    /// <summary>The buffer that the caller lends.</summary>
    public const int BatchLength = Sha256.MaxLanes;

    private readonly BeaconState _state;
    private readonly ReadOnlySpan<ValidatorIndex> _indices;
    private readonly ReadOnlySpan<Gwei> _effectiveBalances;
    private readonly Bytes32 _seed;
    private readonly bool _isBatched;
    private readonly Span<ValidatorIndex> _batch;
    private ulong _position;

    public Candidates(
        BeaconState state, ReadOnlySpan<ValidatorIndex> indices, Bytes32 seed, bool isShuffled, bool isFew, Span<ValidatorIndex> batch)
    {
        _state = state;
        _seed = seed;
        _isBatched = isShuffled && isFew;
        _indices = isShuffled && !isFew ? Shuffling.ShuffleList(state.Preset, indices, seed) : indices;
        _batch = batch;
        _position = ulong.MaxValue;
        if (!isFew)
        {
            var balances = new Gwei[indices.Length];
            for (var i = 0; i < balances.Length; i++)
            {
                balances[i] = state.Validators[_indices[i]].EffectiveBalance;
            }

            _effectiveBalances = balances;
        }
    }

    /// <summary>The validator at a place in the row, and its effective balance in Gwei.</summary>
    public (ValidatorIndex Index, Gwei EffectiveBalance) this[ulong index]
    {
        get
        {
            var total = (ulong)_indices.Length;
            var place = (int)(_isBatched ? Shuffled(index, total) : index % total);
            var candidate = _indices[place];
            return (candidate, _effectiveBalances.IsEmpty ? _state.Validators[candidate].EffectiveBalance : _effectiveBalances[place]);
        }
    }

    private ulong Shuffled(ulong index, ulong total)
    {
        if (index / BatchLength != _position)
        {
            _position = index / BatchLength;
            for (var i = 0; i < BatchLength; i++)
            {
                _batch[i] = ((_position * BatchLength) + (ulong)i) % total;
            }

            Shuffling.ComputeShuffledIndices(_state.Preset, _batch, total, _seed);
        }

        return _batch[(int)(index % BatchLength)];
    }
}
