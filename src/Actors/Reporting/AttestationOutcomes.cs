using Consensoor.Spec.Config;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Reporting;

/// <summary>What a state says of the votes that validators of one's own cast in the epoch before its own (altair on).</summary>
internal static class AttestationOutcomes
{
    /// <summary>The names of the participation flags by their indices.</summary>
    public static readonly IReadOnlyList<string> Flags = ["source", "target", "head"];

    /// <summary>
    /// Of each validator that was active in the epoch before the state's, and of each flag, whether it has it; none of one that is not in
    /// the state's registry, in the first epoch and before altair.
    /// </summary>
    public static IEnumerable<(ValidatorIndex Validator, int Flag, bool IsHit)> Of(BeaconState state, IEnumerable<ValidatorIndex> own)
    {
        if (state.ForkName < ForkName.Altair || Accessors.GetCurrentEpoch(state) == Spec.Constants.GenesisEpoch)
        {
            yield break;
        }

        var previous = Accessors.GetPreviousEpoch(state);
        foreach (var index in own)
        {
            if (index >= (ulong)state.Validators.Count || !Predicates.IsActiveValidator(state.Validators[(int)index], previous))
            {
                continue;
            }

            var flags = state.PreviousEpochParticipation[(int)index];
            for (var flag = 0; flag < Flags.Count; flag++)
            {
                yield return (index, flag, Accessors.HasFlag(flags, flag));
            }
        }
    }
}
