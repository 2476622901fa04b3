using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Api;

/// <summary>Names the Beacon API's validator statuses.</summary>
public static class ValidatorStatus
{
    /// <summary>Lists every status, the four summary ones last.</summary>
    public static readonly string[] All =
    [
        "pending_initialized", "pending_queued", "active_ongoing", "active_exiting", "active_slashed", "exited_unslashed",
        "exited_slashed", "withdrawal_possible", "withdrawal_done",
        "active", "pending", "exited", "withdrawal",
    ];

    /// <summary>Gives the status of a validator in an epoch.</summary>
    public static string Of(Validator validator, Gwei balance, Epoch epoch)
    {
        const ulong Never = Spec.Constants.FarFutureEpoch;
        if (epoch < validator.ActivationEpoch)
        {
            return validator.ActivationEligibilityEpoch == Never ? "pending_initialized" : "pending_queued";
        }

        if (epoch < validator.ExitEpoch)
        {
            return validator.ExitEpoch == Never ? "active_ongoing" : validator.Slashed ? "active_slashed" : "active_exiting";
        }

        if (epoch < validator.WithdrawableEpoch)
        {
            return validator.Slashed ? "exited_slashed" : "exited_unslashed";
        }

        return balance > 0 ? "withdrawal_possible" : "withdrawal_done";
    }
}
