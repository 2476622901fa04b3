using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.Transition.Rewards;

/// <summary>
/// What an epoch's votes earn and cost (`phase0/beacon-chain.md#rewards-and-penalties-1`, `altair/beacon-chain.md#get_flag_index_deltas`).
/// Sets of validators are masks over the registry: true at the index of a member.
/// </summary>
public static partial class RewardAccounting
{
    /// <summary>
    /// The validators whose balance the previous epoch's votes can change, as a mask
    /// (`phase0/beacon-chain.md#get_eligible_validator_indices`).
    /// </summary>
    public static bool[] GetEligibleValidatorIndices(BeaconState state)
    {
        var previousEpoch = Accessors.GetPreviousEpoch(state);
        return Mask(state, validator => IsEligible(validator, previousEpoch));
    }

    /// <summary>Active in the previous epoch, or slashed and not yet withdrawable.</summary>
    internal static bool IsEligible(Validator validator, Epoch previousEpoch) =>
        Predicates.IsActiveValidator(validator, previousEpoch) || (validator.Slashed && previousEpoch + 1 < validator.WithdrawableEpoch);

    /// <summary>The effective balance of a mask's members, at least one increment (`phase0/beacon-chain.md#get_total_balance`).</summary>
    internal static Gwei GetTotalBalance(BeaconState state, bool[] members)
    {
        Gwei total = 0;
        var index = 0;
        for (var block = 0; block < state.Validators.BlockCount; block++)
        {
            foreach (var validator in state.Validators.BlockSpan(block))
            {
                total += members[index++] ? validator.EffectiveBalance : 0;
            }
        }

        return Math.Max(state.Preset.EffectiveBalanceIncrement, total);
    }

    private static bool[] Mask(BeaconState state, Func<Validator, bool> isMember)
    {
        var members = new bool[state.Validators.Count];
        var index = 0;
        for (var block = 0; block < state.Validators.BlockCount; block++)
        {
            foreach (var validator in state.Validators.BlockSpan(block))
            {
                members[index++] = isMember(validator);
            }
        }

        return members;
    }
}
