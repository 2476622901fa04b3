using Consensoor.Spec.Config;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Rewards;

namespace Consensoor.Actors.Reporting;

/// <summary>The part of the active balance that attested to the right target, as a fraction of 1.</summary>
public static class EpochParticipation
{
    /// <summary>The participation of the epoch before the state's; 1 at genesis, where there is none.</summary>
    public static double Previous(BeaconState state)
    {
        var current = Accessors.GetCurrentEpoch(state);
        if (current == Spec.Constants.GenesisEpoch)
        {
            return 1;
        }

        var previous = Accessors.GetPreviousEpoch(state);
        var attested = state.ForkName == ForkName.Phase0
            ? RewardAccounting.GetUnslashedAttestingIndices(state, RewardAccounting.GetMatchingTargetAttestations(state, previous))
            : RewardAccounting.GetUnslashedParticipatingIndices(state, (int)Spec.Constants.TimelyTargetFlagIndex, previous);
        ulong active = 0, voted = 0;
        for (var i = 0; i < state.Validators.Count; i++)
        {
            var validator = state.Validators[i];
            if (Predicates.IsActiveValidator(validator, previous))
            {
                active += validator.EffectiveBalance;
                voted += attested[i] ? validator.EffectiveBalance : 0;
            }
        }

        return active == 0 ? 1 : (double)voted / active;
    }
}
