using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.Transition.Rewards;

/// <summary>
/// What justification, inactivity scores and rewards ask of the registry, altair on, as columns by validator index: one sweep over the
/// registry's records, which lie scattered in memory, in place of one for each question. Holds until the registry or the participation
/// changes.
/// </summary>
internal sealed class EpochColumns
{
    private EpochColumns(int count)
    {
        EffectiveBalances = new Gwei[count];
        IsEligible = new bool[count];
        Votes = new byte[count];
    }

    /// <summary>The validators' effective balances in Gwei, by index.</summary>
    public Gwei[] EffectiveBalances { get; }

    /// <summary>True for the validators of `get_eligible_validator_indices`, by index.</summary>
    public bool[] IsEligible { get; }

    /// <summary>
    /// The previous epoch's participation flags, none for those slashed or not active then: flag i is membership in
    /// `get_unslashed_participating_indices` of flag i.
    /// </summary>
    public byte[] Votes { get; }

    /// <summary>The effective balance behind each flag in the previous epoch, at least one increment.</summary>
    public Gwei[] PreviousBalances { get; } = new Gwei[Constants.ParticipationFlagWeights.Length];

    /// <summary>The effective balance behind the target flag in the current epoch, at least one increment.</summary>
    public Gwei CurrentTargetBalance { get; private set; }

    /// <summary>The columns of a state.</summary>
    public static EpochColumns Of(BeaconState state)
    {
        var columns = new EpochColumns(state.Validators.Count);
        var currentEpoch = Accessors.GetCurrentEpoch(state);
        var previousEpoch = Accessors.GetPreviousEpoch(state);
        var current = state.CurrentEpochParticipation.ToArray();

        // In the genesis epoch, the previous epoch is the current one.
        var previous = previousEpoch == currentEpoch ? current : state.PreviousEpochParticipation.ToArray();
        var index = 0;
        for (var block = 0; block < state.Validators.BlockCount; block++)
        {
            var registry = RegistryColumns.Of(state, block);
            registry.EffectiveBalances.CopyTo(columns.EffectiveBalances, index);
            for (var i = 0; i < registry.Count; i++, index++)
            {
                var wasActive = registry.IsActive(i, previousEpoch);
                if (registry.Slashed[i])
                {
                    columns.IsEligible[index] = RewardAccounting.IsEligible(state.Validators[index], previousEpoch);
                    continue;
                }

                columns.IsEligible[index] = wasActive;
                columns.AddVotes(index, registry.EffectiveBalances[i], wasActive ? previous[index] : (byte)0);
                var votedForTarget =
                    registry.IsActive(i, currentEpoch) && Accessors.HasFlag(current[index], (int)Constants.TimelyTargetFlagIndex);
                columns.CurrentTargetBalance += votedForTarget ? registry.EffectiveBalances[i] : 0;
            }
        }

        columns.RoundUp(state.Preset.EffectiveBalanceIncrement);
        return columns;
    }

    private void AddVotes(int index, Gwei effectiveBalance, byte votes)
    {
        Votes[index] = votes;
        for (var flag = 0; flag < PreviousBalances.Length; flag++)
        {
            PreviousBalances[flag] += Accessors.HasFlag(votes, flag) ? effectiveBalance : 0;
        }
    }

    private void RoundUp(Gwei increment)
    {
        CurrentTargetBalance = Math.Max(increment, CurrentTargetBalance);
        for (var flag = 0; flag < PreviousBalances.Length; flag++)
        {
            PreviousBalances[flag] = Math.Max(increment, PreviousBalances[flag]);
        }
    }
}
