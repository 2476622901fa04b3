using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.Transition.Epochs;

public static partial class EpochProcessing
{
    /// <summary>
    /// Withdraws the previous epoch's payments that a quorum voted for, gloas on
    /// (`gloas/beacon-chain.md#new-process_builder_pending_payments`).
    /// </summary>
    public static void ProcessBuilderPendingPayments(BeaconState state)
    {
        var slotsPerEpoch = (int)state.Preset.SlotsPerEpoch;
        var quorum = Accessors.GetBuilderPaymentQuorumThreshold(state);
        var payments = state.BuilderPendingPayments.ToArray();
        foreach (var payment in payments.AsSpan(0, slotsPerEpoch))
        {
            if (payment.Weight >= quorum)
            {
                state.BuilderPendingWithdrawals.Add(payment.Withdrawal);
            }
        }

        ShiftOut(payments, slotsPerEpoch).Fill(BuilderPendingPayment.Default(state.Ssz));
        state.BuilderPendingPayments.ReplaceAll(payments);
    }

    /// <summary>Changes the sync committees at the end of a period, altair on (`altair/beacon-chain.md#sync-committee-updates`).</summary>
    public static void ProcessSyncCommitteeUpdates(BeaconState state)
    {
        if (NextEpoch(state) % state.Preset.EpochsPerSyncCommitteePeriod == 0)
        {
            state.CurrentSyncCommittee = state.NextSyncCommittee;
            state.NextSyncCommittee = Accessors.GetNextSyncCommittee(state);
        }
    }

    /// <summary>
    /// Shifts the proposers by an epoch and draws those of the epoch that comes into view, fulu on
    /// (`fulu/beacon-chain.md#new-process_proposer_lookahead`).
    /// </summary>
    public static void ProcessProposerLookahead(BeaconState state)
    {
        var lookahead = state.ProposerLookahead.ToArray();
        Accessors.GetBeaconProposerIndices(state, NextEpoch(state) + state.Preset.MinSeedLookahead)
            .CopyTo(ShiftOut(lookahead, (int)state.Preset.SlotsPerEpoch));
        state.ProposerLookahead.ReplaceAll(lookahead);
    }

    /// <summary>
    /// Shifts the payload timeliness committees by an epoch and draws those of the epoch that comes into view, gloas on
    /// (`gloas/beacon-chain.md#new-process_ptc_window`).
    /// </summary>
    public static void ProcessPtcWindow(BeaconState state)
    {
        var window = state.PtcWindow.ToArray();
        var startSlot = Misc.ComputeStartSlotAtEpoch(state.Preset, NextEpoch(state) + state.Preset.MinSeedLookahead);
        Misc.ComputePtcs(state, startSlot, ShiftOut(window, (int)state.Preset.SlotsPerEpoch));
        state.PtcWindow.ReplaceAll(window);
    }

    /// <summary>Moves all but the first entries to the front; the places to fill at the end.</summary>
    private static Span<T> ShiftOut<T>(T[] entries, int count)
    {
        entries.AsSpan(count).CopyTo(entries);
        return entries.AsSpan(entries.Length - count);
    }
}
