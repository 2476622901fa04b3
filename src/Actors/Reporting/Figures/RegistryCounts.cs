using Consensoor.Spec.Config;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Reporting.Figures;

/// <summary>
/// A registry in an epoch: validators that are not active yet, active, exited, and exited with their balance withdrawable; and those with a
/// vote on the chain of the epoch, and of the one before (altair on).
/// </summary>
internal sealed record RegistryCounts(int Pending, int Active, int Exited, int Withdrawable, int Live, int FormerLive)
{
    /// <summary>Counts the validators of a state; a sweep over the registry.</summary>
    public static RegistryCounts Of(BeaconState state, Epoch epoch)
    {
        int pending = 0, active = 0, exited = 0, withdrawable = 0;
        foreach (var validator in state.Validators)
        {
            if (validator.ActivationEpoch > epoch)
            {
                pending++;
            }
            else if (Predicates.IsActiveValidator(validator, epoch))
            {
                active++;
            }
            else if (validator.WithdrawableEpoch > epoch)
            {
                exited++;
            }
            else
            {
                withdrawable++;
            }
        }

        var hasFlags = state.ForkName >= ForkName.Altair;
        return new RegistryCounts(
            pending,
            active,
            exited,
            withdrawable,
            hasFlags ? state.CurrentEpochParticipation.Count(static flags => flags != 0) : 0,
            hasFlags ? state.PreviousEpochParticipation.Count(static flags => flags != 0) : 0);
    }
}
