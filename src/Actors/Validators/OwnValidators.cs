using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Validators;

/// <summary>
/// The validators whose keys are held, by index. A key that is not in the registry yet is looked for again when the registry has grown.
/// </summary>
public sealed class OwnValidators(IReadOnlyList<BLSPubkey> pubkeys)
{
    private readonly SortedDictionary<ValidatorIndex, BLSPubkey> _byIndex = [];
    private List<BLSPubkey> _unknown = [.. pubkeys];
    private int _registrySize = -1;

    /// <summary>The keys that are held.</summary>
    public IReadOnlyList<BLSPubkey> Pubkeys { get; private set; } = pubkeys;

    /// <summary>Other keys are held from now on.</summary>
    public void Replace(IReadOnlyList<BLSPubkey> keys)
    {
        Pubkeys = keys;
        _byIndex.Clear();
        _unknown = [.. keys];
        _registrySize = -1;
    }

    /// <summary>The validators in a state, by index.</summary>
    public IReadOnlyDictionary<ValidatorIndex, BLSPubkey> In(BeaconState state)
    {
        if (_unknown.Count > 0 && _registrySize != state.Validators.Count)
        {
            _registrySize = state.Validators.Count;
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

        return _byIndex;
    }
}
