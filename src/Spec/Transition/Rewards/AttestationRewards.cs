using Consensoor.Spec.State;

namespace Consensoor.Spec.Transition.Rewards;

/// <summary>
/// What the votes of a state's previous epoch earn and cost each validator, altair on, in Gwei: one sweep over the registry, and a few
/// operations for each that is asked for (`altair/beacon-chain.md#get_flag_index_deltas`). Holds until the state changes.
/// </summary>
public sealed class AttestationRewards
{
    private const byte AllFlags = (1 << 3) - 1;

    private readonly BeaconState _state;
    private readonly EpochColumns _columns;
    private readonly RewardRates _rates;

    /// <summary>Takes what all validators of a state have in common.</summary>
    public AttestationRewards(BeaconState state)
    {
        _state = state;
        _columns = EpochColumns.Of(state);
        _rates = new RewardRates(state, _columns);
    }

    /// <summary>True for a validator of `get_eligible_validator_indices`: the others neither earn nor lose.</summary>
    public bool IsEligible(ValidatorIndex index) => _columns.IsEligible[(int)index];

    /// <summary>What a validator earns by a flag of its votes, or loses where it is below zero.</summary>
    public long Flag(ValidatorIndex index, int flagIndex)
    {
        if (!IsEligible(index))
        {
            return 0;
        }

        var (reward, penalty) = _rates.FlagDelta(flagIndex, _columns.EffectiveBalances[(int)index], _columns.Votes[(int)index]);
        return (long)reward - (long)penalty;
    }

    /// <summary>What a validator loses for the chain's not finalizing, zero or below.</summary>
    public long Inactivity(ValidatorIndex index) => IsEligible(index)
        ? -(long)_rates.InactivityPenalty(
            _columns.EffectiveBalances[(int)index], _columns.Votes[(int)index], _state.InactivityScores[(int)index])
        : 0;

    /// <summary>What a validator with an effective balance (Gwei) and each flag earns by one of them.</summary>
    public Gwei Ideal(Gwei effectiveBalance, int flagIndex) => _rates.FlagDelta(flagIndex, effectiveBalance, AllFlags).Reward;
}
