using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Rewards;

namespace Consensoor.Spec.Transition.Epochs;

public static partial class EpochProcessing
{
    /// <summary>
    /// Weighs the votes for the current and the previous target (`phase0/beacon-chain.md#justification-and-finalization`, by participation
    /// flags from altair on).
    /// </summary>
    public static void ProcessJustificationAndFinalization(BeaconState state) =>
        ProcessJustificationAndFinalization(state, ColumnsOf(state));

    /// <summary>The same for altair on, by what is kept from block to block of what voted for the targets.</summary>
    internal static void ProcessJustificationAndFinalization(BeaconState state, TargetBalances balances)
    {
        if (Accessors.GetCurrentEpoch(state) > Constants.GenesisEpoch + 1)
        {
            WeighJustificationAndFinalization(state, Accessors.GetTotalActiveBalance(state), balances.Previous, balances.Current);
        }
    }

    // Null columns: by pending attestations.
    private static void ProcessJustificationAndFinalization(BeaconState state, EpochColumns? columns)
    {
        // The checkpoints of the first two epochs hold a zero root in place of a block's.
        var currentEpoch = Accessors.GetCurrentEpoch(state);
        if (currentEpoch <= Constants.GenesisEpoch + 1)
        {
            return;
        }

        WeighJustificationAndFinalization(
            state,
            Accessors.GetTotalActiveBalance(state),
            columns?.PreviousBalances[(int)Constants.TimelyTargetFlagIndex]
                ?? AttestedTargetBalance(state, Accessors.GetPreviousEpoch(state)),
            columns?.CurrentTargetBalance ?? AttestedTargetBalance(state, currentEpoch));
    }

    /// <summary>
    /// Justifies what two thirds of the balance (Gwei) voted for and finalizes what follows from it
    /// (`phase0/beacon-chain.md#weigh_justification_and_finalization`).
    /// </summary>
    public static void WeighJustificationAndFinalization(
        BeaconState state, Gwei totalActiveBalance, Gwei previousEpochTargetBalance, Gwei currentEpochTargetBalance)
    {
        var previousEpoch = Accessors.GetPreviousEpoch(state);
        var currentEpoch = Accessors.GetCurrentEpoch(state);
        var oldPreviousJustified = state.PreviousJustifiedCheckpoint;
        var oldCurrentJustified = state.CurrentJustifiedCheckpoint;

        state.PreviousJustifiedCheckpoint = oldCurrentJustified;
        var old = state.JustificationBits;
        Span<bool> bits = [false, old[0], old[1], old[2]];
        if (previousEpochTargetBalance * 3 >= totalActiveBalance * 2)
        {
            state.CurrentJustifiedCheckpoint =
                new Checkpoint { Epoch = previousEpoch, Root = Accessors.GetBlockRoot(state, previousEpoch) };
            bits[1] = true;
        }

        if (currentEpochTargetBalance * 3 >= totalActiveBalance * 2)
        {
            state.CurrentJustifiedCheckpoint = new Checkpoint { Epoch = currentEpoch, Root = Accessors.GetBlockRoot(state, currentEpoch) };
            bits[0] = true;
        }

        state.JustificationBits = BitList.Create(bits);

        // Bit i is the epoch i before the current one: the source must be justified, and every epoch from it up to its target.
        if (bits[1] && bits[2] && bits[3] && oldPreviousJustified.Epoch + 3 == currentEpoch)
        {
            state.FinalizedCheckpoint = oldPreviousJustified;
        }

        if (bits[1] && bits[2] && oldPreviousJustified.Epoch + 2 == currentEpoch)
        {
            state.FinalizedCheckpoint = oldPreviousJustified;
        }

        if (bits[0] && bits[1] && bits[2] && oldCurrentJustified.Epoch + 2 == currentEpoch)
        {
            state.FinalizedCheckpoint = oldCurrentJustified;
        }

        if (bits[0] && bits[1] && oldCurrentJustified.Epoch + 1 == currentEpoch)
        {
            state.FinalizedCheckpoint = oldCurrentJustified;
        }
    }

    private static Gwei AttestedTargetBalance(BeaconState state, Epoch epoch) =>
        RewardAccounting.GetAttestingBalance(state, RewardAccounting.GetMatchingTargetAttestations(state, epoch));
}
