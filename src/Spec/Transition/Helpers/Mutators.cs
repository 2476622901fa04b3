using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;

namespace Consensoor.Spec.Transition.Helpers;

/// <summary>
/// The "Beacon state mutators" of the specification (`phase0/beacon-chain.md#beacon-state-mutators` and each later fork).
/// </summary>
public static partial class Mutators
{
    /// <summary>Adds Gwei to a validator's balance (`phase0/beacon-chain.md#increase_balance`).</summary>
    public static void IncreaseBalance(BeaconState state, ValidatorIndex index, Gwei delta) => state.Balances[index] += delta;

    /// <summary>Down to zero at most (`phase0/beacon-chain.md#decrease_balance`).</summary>
    public static void DecreaseBalance(BeaconState state, ValidatorIndex index, Gwei delta) =>
        state.Balances[index] = Misc.SaturatingSub(state.Balances[index], delta);

    /// <summary>
    /// Puts a validator into the exit queue unless it is there (`phase0/beacon-chain.md#initiate_validator_exit`, by balance from electra
    /// on).
    /// </summary>
    public static void InitiateValidatorExit(BeaconState state, ValidatorIndex index)
    {
        var validator = state.Validators[index];
        if (validator.ExitEpoch != Constants.FarFutureEpoch)
        {
            return;
        }

        if (state.ForkName < ForkName.Electra)
        {
            ExitQueue.Of(state).InitiateValidatorExit(state, index);
            return;
        }

        var exitQueueEpoch = ComputeExitEpochAndUpdateChurn(state, validator.EffectiveBalance);
        state.Validators[index] = validator with
        {
            ExitEpoch = exitQueueEpoch,
            WithdrawableEpoch = exitQueueEpoch + state.Config.MinValidatorWithdrawabilityDelay,
        };
    }

    /// <summary>
    /// Slashes a validator and rewards the proposer and the whistleblower, the proposer where none is named
    /// (`phase0/beacon-chain.md#slash_validator` and each later fork).
    /// </summary>
    public static void SlashValidator(BeaconState state, ValidatorIndex slashedIndex, ValidatorIndex? whistleblowerIndex = null)
    {
        var preset = state.Preset;
        var epoch = Accessors.GetCurrentEpoch(state);
        InitiateValidatorExit(state, slashedIndex);
        var validator = state.Validators[slashedIndex];
        validator = validator with
        {
            Slashed = true,
            WithdrawableEpoch = Math.Max(validator.WithdrawableEpoch, epoch + preset.EpochsPerSlashingsVector),
        };
        state.Validators[slashedIndex] = validator;
        state.Slashings[epoch % preset.EpochsPerSlashingsVector] += validator.EffectiveBalance;
        DecreaseBalance(state, slashedIndex, validator.EffectiveBalance / MinSlashingPenaltyQuotient(state));

        var proposerIndex = Accessors.GetBeaconProposerIndex(state);
        var whistleblowerReward = validator.EffectiveBalance
            / (state.ForkName >= ForkName.Electra ? preset.WhistleblowerRewardQuotientElectra : preset.WhistleblowerRewardQuotient);
        var proposerReward = state.ForkName >= ForkName.Altair
            ? whistleblowerReward * Constants.ProposerWeight / Constants.WeightDenominator
            : whistleblowerReward / preset.ProposerRewardQuotient;
        IncreaseBalance(state, proposerIndex, proposerReward);
        IncreaseBalance(state, whistleblowerIndex ?? proposerIndex, whistleblowerReward - proposerReward);
        if (state.ForkName >= ForkName.Gloas)
        {
            RemovePaymentsTo(state, slashedIndex);
        }
    }

    private static ulong MinSlashingPenaltyQuotient(BeaconState state) => state.ForkName switch
    {
        >= ForkName.Electra => state.Preset.MinSlashingPenaltyQuotientElectra,
        >= ForkName.Bellatrix => state.Preset.MinSlashingPenaltyQuotientBellatrix,
        ForkName.Altair => state.Preset.MinSlashingPenaltyQuotientAltair,
        _ => state.Preset.MinSlashingPenaltyQuotient,
    };
}
