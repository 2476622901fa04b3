using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.Transition.Epochs;

public static partial class EpochProcessing
{
    /// <summary>
    /// Queues, ejects and activates validators (`phase0/beacon-chain.md#registry-updates`, with the churn of deneb, and without a queue
    /// from electra on).
    /// </summary>
    public static void ProcessRegistryUpdates(BeaconState state)
    {
        var currentEpoch = Accessors.GetCurrentEpoch(state);
        var activationEpoch = Misc.ComputeActivationExitEpoch(state.Preset, currentEpoch);
        var isElectra = state.ForkName >= ForkName.Electra;
        var activationQueue = new List<(Epoch Eligibility, ValidatorIndex Index)>();
        var ejectionBalance = state.Config.EjectionBalance;
        ExitQueue? exitQueue = null;
        ValidatorIndex index = 0;
        for (var block = 0; block < state.Validators.BlockCount; block++)
        {
            var columns = RegistryColumns.Of(state, block);
            var (effectiveBalances, awaitActivation) = (columns.EffectiveBalances, columns.AwaitActivation);
            var active = RegistryColumns.ActiveAt(state, block, currentEpoch);
            for (var i = 0; i < effectiveBalances.Length; i++, index++)
            {
                var isLow = active[i] && effectiveBalances[i] <= ejectionBalance;
                if (!isLow && !awaitActivation[i])
                {
                    continue;
                }

                var validator = state.Validators[index];
                var isQueued = Predicates.IsEligibleForActivationQueue(state, validator);
                if (isQueued)
                {
                    state.Validators[index] = validator with { ActivationEligibilityEpoch = currentEpoch + 1 };
                }

                // An active validator is past the queue, so that the order in which electra asks decides nothing else.
                if (isLow)
                {
                    Eject(state, index, ref exitQueue);
                }
                else if (!isQueued && Predicates.IsEligibleForActivation(state, validator))
                {
                    if (isElectra)
                    {
                        state.Validators[index] = validator with { ActivationEpoch = activationEpoch };
                    }
                    else
                    {
                        activationQueue.Add((validator.ActivationEligibilityEpoch, index));
                    }
                }
            }
        }

        if (!isElectra)
        {
            Activate(state, activationQueue, activationEpoch);
        }
    }

    private static void Eject(BeaconState state, ValidatorIndex index, ref ExitQueue? exitQueue)
    {
        if (state.ForkName >= ForkName.Electra)
        {
            Mutators.InitiateValidatorExit(state, index);
        }
        else
        {
            exitQueue ??= ExitQueue.Of(state);
            exitQueue.InitiateValidatorExit(state, index);
        }
    }

    private static void Activate(BeaconState state, List<(Epoch Eligibility, ValidatorIndex Index)> queue, Epoch activationEpoch)
    {
        var churnLimit =
            state.ForkName >= ForkName.Deneb ? Accessors.GetValidatorActivationChurnLimit(state) : Accessors.GetValidatorChurnLimit(state);
        queue.Sort();
        foreach (var (_, index) in queue.Take((int)Math.Min(churnLimit, int.MaxValue)))
        {
            state.Validators[index] = state.Validators[index] with { ActivationEpoch = activationEpoch };
        }
    }
}
