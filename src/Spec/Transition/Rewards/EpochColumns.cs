using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.Transition.Rewards;

/// <summary>
/// What justification, inactivity scores and rewards ask of the registry, altair on, as columns by validator index: one sweep over the
/// columns that its blocks keep (<see cref="RegistryColumns"/>), in place of one for each question. Holds until the registry or the
/// participation changes.
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
        Span<Gwei> balanceByVotes = stackalloc Gwei[1 << Constants.ParticipationFlagWeights.Length];
        Gwei currentTargetBalance = 0;
        var index = 0;
        for (var block = 0; block < state.Validators.BlockCount; block++)
        {
            var registry = RegistryColumns.Of(state, block);
            var (effectiveBalances, slashed) = (registry.EffectiveBalances, registry.Slashed);
            var wasActive = RegistryColumns.ActiveAt(state, block, previousEpoch);
            var isActive = RegistryColumns.ActiveAt(state, block, currentEpoch);
            effectiveBalances.CopyTo(columns.EffectiveBalances, index);
            for (var i = 0; i < effectiveBalances.Length; i++, index++)
            {
                if (slashed[i])
                {
                    columns.IsEligible[index] = RewardAccounting.IsEligible(state.Validators[index], previousEpoch);
                    continue;
                }

                var votes = wasActive[i] ? previous[index] : (byte)0;
                columns.IsEligible[index] = wasActive[i];
                columns.Votes[index] = votes;
                balanceByVotes[votes & (balanceByVotes.Length - 1)] += effectiveBalances[i];
                currentTargetBalance +=
                    isActive[i] && Accessors.HasFlag(current[index], (int)Constants.TimelyTargetFlagIndex) ? effectiveBalances[i] : 0;
            }
        }

        columns.Sum(balanceByVotes, currentTargetBalance, state.Preset.EffectiveBalanceIncrement);
        return columns;
    }

    // Votes may hold bits that no flag has; they are left out.
    private void Sum(ReadOnlySpan<Gwei> balanceByVotes, Gwei currentTargetBalance, Gwei increment)
    {
        CurrentTargetBalance = Math.Max(increment, currentTargetBalance);
        for (var flag = 0; flag < PreviousBalances.Length; flag++)
        {
            Gwei sum = 0;
            for (var votes = 0; votes < balanceByVotes.Length; votes++)
            {
                sum += Accessors.HasFlag((byte)votes, flag) ? balanceByVotes[votes] : 0;
            }

            PreviousBalances[flag] = Math.Max(increment, sum);
        }
    }
}
