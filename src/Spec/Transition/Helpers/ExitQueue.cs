using Consensoor.Spec.Containers;
using Consensoor.Spec.State;

namespace Consensoor.Spec.Transition.Helpers;

/// <summary>
/// The end of the exit queue before electra: the last epoch that validators leave in, and how many do. Found by one sweep over the registry
/// and then kept up to date, so that ejecting many at once does not sweep for each.
/// </summary>
internal sealed class ExitQueue
{
    private readonly ulong _churnLimit;
    private Epoch _epoch;
    private ulong _churn;

    private ExitQueue(Epoch epoch, ulong churnLimit)
    {
        _epoch = epoch;
        _churnLimit = churnLimit;
    }

    /// <summary>The queue of a state.</summary>
    public static ExitQueue Of(BeaconState state)
    {
        var queue = new ExitQueue(
            Misc.ComputeActivationExitEpoch(state.Preset, Accessors.GetCurrentEpoch(state)), Accessors.GetValidatorChurnLimit(state));
        for (var block = 0; block < state.Validators.BlockCount; block++)
        {
            foreach (var validator in state.Validators.BlockSpan(block))
            {
                if (validator.ExitEpoch != Constants.FarFutureEpoch && validator.ExitEpoch >= queue._epoch)
                {
                    queue._churn = validator.ExitEpoch > queue._epoch ? 1 : queue._churn + 1;
                    queue._epoch = validator.ExitEpoch;
                }
            }
        }

        return queue;
    }

    /// <summary>Gives the next place to a validator unless it has one (`phase0/beacon-chain.md#initiate_validator_exit`).</summary>
    public void InitiateValidatorExit(BeaconState state, ValidatorIndex index)
    {
        var validator = state.Validators[index];
        if (validator.ExitEpoch != Constants.FarFutureEpoch)
        {
            return;
        }

        if (_churn >= _churnLimit)
        {
            _epoch++;
            _churn = 0;
        }

        _churn++;
        state.Validators[index] =
            validator with { ExitEpoch = _epoch, WithdrawableEpoch = _epoch + state.Config.MinValidatorWithdrawabilityDelay };
    }
}
