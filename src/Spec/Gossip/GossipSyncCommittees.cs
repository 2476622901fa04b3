using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.Gossip;

/// <summary>Finds the sync committee of a message's slot in a state of an earlier one.</summary>
internal static class GossipSyncCommittees
{
    /// <summary>
    /// Gives the state that decides who signs for a block in a slot, and the committee: that of the block, where its post-state is at hand
    /// and knows the committee (who signs on another branch is not to blame for this node's head), or else the head's, advanced to the slot
    /// (`process_slots`) where it is of an earlier period. The committee is null where the view has not got that.
    /// </summary>
    public static (BeaconState State, SyncCommittee? Committee) Of(IGossipView view, Root beaconBlockRoot, Slot slot)
    {
        if (view.Find(beaconBlockRoot)?.State is { } state && CommitteeOf(state, slot) is { } committee)
        {
            return (state, committee);
        }

        var head = view.HeadState;
        committee = CommitteeOf(head, slot) ?? (view.Advanced(head, slot) is { } advanced ? CommitteeOf(advanced, slot) : null);
        return (head, committee);
    }

    /// <summary>
    /// Gives the committee whose messages of a slot the next slot's block carries: that of the period of the next slot's epoch
    /// (`compute_sync_committee_period`, `altair/p2p-interface.md#new-get_sync_subcommittee_pubkeys`). A state knows the committee of its
    /// own period and of the next, and blocks that are missed change neither; null for another period, and before the first block of
    /// altair.
    /// </summary>
    public static SyncCommittee? CommitteeOf(BeaconState state, Slot slot)
    {
        if (state.ForkName < ForkName.Altair || slot == ulong.MaxValue)
        {
            return null;
        }

        var preset = state.Preset;
        var period = SyncCommittees.ComputeSyncCommitteePeriod(preset, Misc.ComputeEpochAtSlot(preset, slot + 1));
        var current = SyncCommittees.ComputeSyncCommitteePeriod(preset, Accessors.GetCurrentEpoch(state));
        return period == current ? state.CurrentSyncCommittee
            : period == current + 1 ? state.NextSyncCommittee
            : null;
    }
}
