using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Validators;

/// <summary>
/// The validators whose keys are held, by index. A key that is not in the registry yet is looked for again when the registry is another;
/// all are, where a branch has other validators at the same indices.
/// </summary>
public sealed class OwnValidators(IReadOnlyList<BLSPubkey> pubkeys)
{
    private readonly SortedDictionary<ValidatorIndex, BLSPubkey> _byIndex = [];
    private List<BLSPubkey> _unknown = [.. pubkeys];
    private (int Size, BLSPubkey Last)? _registry;

    /// <summary>The keys that are held.</summary>
    public IReadOnlyList<BLSPubkey> Pubkeys { get; private set; } = pubkeys;

    /// <summary>Other keys are held from now on.</summary>
    public void Replace(IReadOnlyList<BLSPubkey> keys)
    {
        Pubkeys = keys;
        Forget();
    }

    /// <summary>The validators in a state, by index.</summary>
    public IReadOnlyDictionary<ValidatorIndex, BLSPubkey> In(BeaconState state)
    {
        var registry = (state.Validators.Count, state.Validators.Count > 0 ? state.Validators[^1].Pubkey : default);
        if (registry != _registry && !_byIndex.All(own => IsAt(state, own.Key, own.Value)))
        {
            Forget();
        }

        if (_unknown.Count > 0 && registry != _registry)
        {
            var unknown = new List<BLSPubkey>();
            foreach (var pubkey in _unknown)
            {
                if (Accessors.TryGetValidatorIndex(state, pubkey, out var index))
                {
                    _byIndex[index] = pubkey;
                }
                else
                {
                    unknown.Add(pubkey);
                }
            }

            _unknown = unknown;
        }

        _registry = registry;
        return _byIndex;
    }

    private static bool IsAt(BeaconState state, ValidatorIndex index, BLSPubkey pubkey) =>
        index < (ulong)state.Validators.Count && state.Validators[(int)index].Pubkey == pubkey;

    private void Forget()
    {
        _byIndex.Clear();
        _unknown = [.. Pubkeys];
        _registry = null;
    }
}
