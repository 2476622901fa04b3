using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.Transition.Epochs;

public static partial class EpochProcessing
{
    /// <summary>
    /// Takes from those slashed half a slashings period ago what was slashed around them
    /// (`phase0/beacon-chain.md#slashings-balances-updates` and each later fork).
    /// </summary>
    public static void ProcessSlashings(BeaconState state)
    {
        Gwei slashed = 0;
        foreach (var amount in state.Slashings)
        {
            slashed += amount;
        }

        if (slashed == 0)
        {
            return;
        }

        var totalBalance = Accessors.GetTotalActiveBalance(state);
        var adjustedTotal = Math.Min(slashed * ProportionalSlashingMultiplier(state), totalBalance);
        var increment = state.Preset.EffectiveBalanceIncrement;
        var withdrawableEpoch = Accessors.GetCurrentEpoch(state) + (state.Preset.EpochsPerSlashingsVector / 2);
        ValidatorIndex index = 0;
        for (var block = 0; block < state.Validators.BlockCount; block++)
        {
            var columns = RegistryColumns.Of(state, block);
            for (var i = 0; i < columns.Slashed.Length; i++, index++)
            {
                if (columns.Slashed[i] && state.Validators[index].WithdrawableEpoch == withdrawableEpoch)
                {
                    // The increment is divided out first, or the product overflows. Electra rounds the rate instead of the penalty.
                    var increments = columns.EffectiveBalances[i] / increment;
                    var penalty = state.ForkName >= ForkName.Electra
                        ? adjustedTotal / (totalBalance / increment) * increments
                        : increments * adjustedTotal / totalBalance * increment;
                    Mutators.DecreaseBalance(state, index, penalty);
                }
            }
        }
    }

    /// <summary>
    /// Lets effective balances follow balances with hysteresis (`phase0/beacon-chain.md#effective-balances-updates`, up to the validator's
    /// own ceiling from electra on).
    /// </summary>
    public static void ProcessEffectiveBalanceUpdates(BeaconState state)
    {
        var preset = state.Preset;
        var hysteresisIncrement = preset.EffectiveBalanceIncrement / preset.HysteresisQuotient;
        var downwardThreshold = hysteresisIncrement * preset.HysteresisDownwardMultiplier;
        var upwardThreshold = hysteresisIncrement * preset.HysteresisUpwardMultiplier;
        Span<Gwei> balances = stackalloc Gwei[PersistentList<Validator>.MaxBlock];
        var index = 0;
        for (var block = 0; block < state.Validators.BlockCount; block++)
        {
            var effectiveBalances = RegistryColumns.Of(state, block).EffectiveBalances;
            state.Balances.CopyTo(index, balances[..effectiveBalances.Length]);
            for (var i = 0; i < effectiveBalances.Length; i++, index++)
            {
                var balance = balances[i];
                if (balance + downwardThreshold < effectiveBalances[i] || effectiveBalances[i] + upwardThreshold < balance)
                {
                    var validator = state.Validators[index];
                    var ceiling = state.ForkName >= ForkName.Electra
                        ? Accessors.GetMaxEffectiveBalance(state, validator)
                        : preset.MaxEffectiveBalance;
                    var effectiveBalance = Math.Min(balance - (balance % preset.EffectiveBalanceIncrement), ceiling);
                    if (effectiveBalance != validator.EffectiveBalance)
                    {
                        state.Validators[index] = validator with { EffectiveBalance = effectiveBalance };
                    }
                }
            }
        }
    }

    private static ulong ProportionalSlashingMultiplier(BeaconState state) => state.ForkName switch
    {
        >= ForkName.Bellatrix => state.Preset.ProportionalSlashingMultiplierBellatrix,
        ForkName.Altair => state.Preset.ProportionalSlashingMultiplierAltair,
        _ => state.Preset.ProportionalSlashingMultiplier,
    };
}
