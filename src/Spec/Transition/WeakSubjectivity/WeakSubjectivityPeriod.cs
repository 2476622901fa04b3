using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using static Consensoor.Spec.Transition.Refusal;

namespace Consensoor.Spec.Transition.WeakSubjectivity;

/// <summary>
/// How old a finalized state may be for a node to start from it (`phase0/weak-subjectivity.md`, `electra/weak-subjectivity.md`,
/// `gloas/weak-subjectivity.md`).
/// </summary>
public static class WeakSubjectivityPeriod
{
    /// <summary>
    /// The period in epochs; the state must have an active validator
    /// (`gloas/weak-subjectivity.md#modified-compute_weak_subjectivity_period` and each earlier fork).
    /// </summary>
    public static Epoch ComputeWeakSubjectivityPeriod(BeaconState state)
    {
        if (state.ForkName < ForkName.Electra)
        {
            return PeriodByValidators(state);
        }

        var churn = state.ForkName >= ForkName.Gloas
            ? (2 * Accessors.GetExitChurnLimit(state) / 3)
                + (Accessors.GetActivationChurnLimit(state) / 3)
                + Accessors.GetConsolidationChurnLimit(state)
            : Accessors.GetBalanceChurnLimit(state);
        var epochsForValidatorSetChurn = Constants.SafetyDecay * Accessors.GetTotalActiveBalance(state) / (2 * churn * 100);
        return state.Config.MinValidatorWithdrawabilityDelay + epochsForValidatorSetChurn;
    }

    /// <summary>
    /// Null where the state is within its period at the current slot; a refusal where it is too old, or is not the checkpoint's
    /// (`electra/weak-subjectivity.md#modified-is_within_weak_subjectivity_period`; the store of the specification is asked for its current
    /// slot only).
    /// </summary>
    public static Refusal? IsWithinWeakSubjectivityPeriod(Slot currentSlot, BeaconState wsState, Checkpoint wsCheckpoint)
    {
        var wsStateEpoch = Misc.ComputeEpochAtSlot(wsState.Preset, wsState.Slot);
        if (Require(wsStateEpoch == wsCheckpoint.Epoch) is { } otherEpoch)
        {
            return otherEpoch;
        }

        if (Require(Misc.ComputeStartSlotAtEpoch(wsState.Preset, wsCheckpoint.Epoch) < wsState.Slot) is { } noRoot)
        {
            return noRoot;
        }

        if (Require(Accessors.GetBlockRoot(wsState, wsCheckpoint.Epoch) == wsCheckpoint.Root) is { } otherRoot)
        {
            return otherRoot;
        }

        var currentEpoch = Misc.ComputeEpochAtSlot(wsState.Preset, currentSlot);
        return Require(currentEpoch <= wsStateEpoch + ComputeWeakSubjectivityPeriod(wsState));
    }

    // By the number of validators and their average balance in ETH, before electra.
    private static Epoch PeriodByValidators(BeaconState state)
    {
        const ulong D = Constants.SafetyDecay;
        var n = (ulong)Accessors.GetActiveValidatorIndices(state, Accessors.GetCurrentEpoch(state)).Length;
        var t = Accessors.GetTotalActiveBalance(state) / n / Constants.EthToGwei;
        var T = state.Preset.MaxEffectiveBalance / Constants.EthToGwei;
        var delta = Accessors.GetValidatorChurnLimit(state);
        var Delta = state.Preset.MaxDeposits * state.Preset.SlotsPerEpoch;
        var balanceRate = t * (200 + (12 * D));
        var fullRate = T * (200 + (3 * D));
        if (balanceRate <= fullRate)
        {
            return state.Config.MinValidatorWithdrawabilityDelay + (3 * n * D * t / (200 * Delta * (T - t)));
        }

        var epochsForValidatorSetChurn = n * (balanceRate - fullRate) / (600 * delta * ((2 * t) + T));
        var epochsForBalanceTopUps = n * (200 + (3 * D)) / (600 * Delta);
        return state.Config.MinValidatorWithdrawabilityDelay + Math.Max(epochsForValidatorSetChurn, epochsForBalanceTopUps);
    }
}
