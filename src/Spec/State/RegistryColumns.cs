using Consensoor.Spec.Containers;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.State;

/// <summary>
/// What sweeps over the registry ask of its validators, column by column, as the records lie scattered in memory. Of one block of the list,
/// made once and kept with it until one of its validators changes, so that all states that share the block share its columns: 11 bytes a
/// validator.
/// </summary>
internal sealed class RegistryColumns
{
    private ActiveMembers? _active;

    private RegistryColumns(ReadOnlySpan<Validator> validators)
    {
        EffectiveBalances = new Gwei[validators.Length];
        Slashed = new bool[validators.Length];
        AwaitActivation = new bool[validators.Length];
        for (var i = 0; i < validators.Length; i++)
        {
            var validator = validators[i];
            EffectiveBalances[i] = validator.EffectiveBalance;
            Slashed[i] = validator.Slashed;
            AwaitActivation[i] = validator.ActivationEligibilityEpoch == Constants.FarFutureEpoch
                || validator.ActivationEpoch == Constants.FarFutureEpoch;
        }
    }

    /// <summary>In Gwei.</summary>
    public Gwei[] EffectiveBalances { get; }

    public bool[] Slashed { get; }

    /// <summary>True for those that have no epoch yet in which they became eligible or active.</summary>
    public bool[] AwaitActivation { get; }

    /// <summary>The columns of a block of the registry, which <see cref="PersistentList{T}.BlockCount"/> counts.</summary>
    public static RegistryColumns Of(BeaconState state, int block) =>
        state.Validators.Derived(block, static validators => new RegistryColumns(validators));

    /// <summary>
    /// `is_active_validator` of the validators of a block at an epoch, kept for all epochs until somebody's activation or exit changes it.
    /// </summary>
    public static bool[] ActiveAt(BeaconState state, int block, Epoch epoch)
    {
        var columns = Of(state, block);
        var active = columns._active;
        if (active is null || epoch < active.First || epoch >= active.End)
        {
            columns._active = active = ActiveMembers.At(state.Validators.BlockSpan(block), epoch);
        }

        return active.Members;
    }

    /// <summary>Writes the effective balance (Gwei) of every validator of a state.</summary>
    public static void CopyEffectiveBalances(BeaconState state, Span<Gwei> destination)
    {
        for (var block = 0; block < state.Validators.BlockCount; block++)
        {
            var balances = Of(state, block).EffectiveBalances;
            balances.CopyTo(destination);
            destination = destination[balances.Length..];
        }
    }

    /// <summary>Who is active in every epoch from the first up to the end, which is not among them; immutable.</summary>
    private sealed record ActiveMembers(bool[] Members, Epoch First, Epoch End)
    {
        public static ActiveMembers At(ReadOnlySpan<Validator> validators, Epoch epoch)
        {
            var members = new bool[validators.Length];
            var (first, end) = (Constants.GenesisEpoch, Constants.FarFutureEpoch);
            for (var i = 0; i < validators.Length; i++)
            {
                members[i] = Predicates.IsActiveValidator(validators[i], epoch);
                foreach (var change in (ReadOnlySpan<Epoch>)[validators[i].ActivationEpoch, validators[i].ExitEpoch])
                {
                    first = change <= epoch ? Math.Max(first, change) : first;
                    end = change > epoch ? Math.Min(end, change) : end;
                }
            }

            return new ActiveMembers(members, first, end);
        }
    }
}
