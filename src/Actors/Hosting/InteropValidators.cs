using Consensoor.Interop.Genesis;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Hosting;

/// <summary>Finds the interop validators of a range of keys in a state.</summary>
internal static class InteropValidators
{
    /// <summary>
    /// Gives the keys with their places in the registry, in that order; throws <see cref="NodeStartException"/> where a key is in none.
    /// </summary>
    public static IReadOnlyList<ValidatorKey> Find(BeaconState state, (int First, int Count)? range)
    {
        if (range is not var (first, count))
        {
            return [];
        }

        var places = new Dictionary<BLSPubkey, ulong>();
        for (var index = 0; index < state.Validators.Count; index++)
        {
            places.TryAdd(state.Validators[index].Pubkey, (ulong)index);
        }

        var keys = new List<ValidatorKey>(count);
        foreach (var (secret, offset) in InteropGenesis.SecretKeys(first, count).Select(static (key, i) => (key, i)))
        {
            if (ManagedBls.Shared.SkToPk(in secret) is not { } pubkey || !places.TryGetValue(pubkey, out var index))
            {
                throw new NodeStartException($"--interop-validators: the genesis has no validator with interop key {first + offset}");
            }

            keys.Add(new ValidatorKey(index, secret) { Pubkey = pubkey });
        }

        return [.. keys.OrderBy(static key => key.Index)];
    }
}
