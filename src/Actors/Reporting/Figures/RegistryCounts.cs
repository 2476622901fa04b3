using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Reporting.Figures;

/// <summary>
/// A registry in an epoch: validators that are not active yet, active, exited, and exited with their balance withdrawable.
/// </summary>
internal sealed record RegistryCounts(int Pending, int Active, int Exited, int Withdrawable)
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

        return new RegistryCounts(pending, active, exited, withdrawable);
    }

    /// <summary>Counts the validators that have a flag of participation (altair on), of which each is a byte.</summary>
    public static int Voted(PersistentList<byte> participation)
    {
        var voted = 0;
        for (var block = 0; block < participation.BlockCount; block++)
        {
            var flags = participation.BlockSpan(block);
            voted += flags.Length - flags.Count((byte)0);
        }

        return voted;
    }
}
