using Consensoor.Spec.Containers;

namespace Consensoor.Spec.State;

/// <summary>
/// What sweeps over the registry ask of its validators, column by column, as the records lie scattered in memory. Of one block of the list,
/// made once and kept with it until one of its validators changes, so that all states that share the block share its columns: 26 bytes a
/// validator.
/// </summary>
internal sealed class RegistryColumns
{
    private RegistryColumns(ReadOnlySpan<Validator> validators)
    {
        EffectiveBalances = new Gwei[validators.Length];
        ActivationEpochs = new Epoch[validators.Length];
        ExitEpochs = new Epoch[validators.Length];
        Slashed = new bool[validators.Length];
        AwaitActivation = new bool[validators.Length];
        for (var i = 0; i < validators.Length; i++)
        {
            var validator = validators[i];
            EffectiveBalances[i] = validator.EffectiveBalance;
            ActivationEpochs[i] = validator.ActivationEpoch;
            ExitEpochs[i] = validator.ExitEpoch;
            Slashed[i] = validator.Slashed;
            AwaitActivation[i] = validator.ActivationEligibilityEpoch == Constants.FarFutureEpoch
                || validator.ActivationEpoch == Constants.FarFutureEpoch;
        }
    }

    /// <summary>How many validators the block has.</summary>
    public int Count => EffectiveBalances.Length;

    /// <summary>In Gwei.</summary>
    public Gwei[] EffectiveBalances { get; }

    public Epoch[] ActivationEpochs { get; }

    public Epoch[] ExitEpochs { get; }

    public bool[] Slashed { get; }

    /// <summary>True for those that have no epoch yet in which they became eligible or active.</summary>
    public bool[] AwaitActivation { get; }

    /// <summary>The columns of a block of the registry, which <see cref="PersistentList{T}.BlockCount"/> counts.</summary>
    public static RegistryColumns Of(BeaconState state, int block) =>
        state.Validators.Derived(block, static validators => new RegistryColumns(validators));

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

    /// <summary>`is_active_validator` for the validator at a place of the block.</summary>
    public bool IsActive(int index, Epoch epoch) => ActivationEpochs[index] <= epoch && epoch < ExitEpochs[index];
}
