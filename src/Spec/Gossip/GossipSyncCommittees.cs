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
    /// (who signs on another branch is not to blame for this node's head), or else the head's, each advanced to the slot
    /// (`process_slots`) where it is of an earlier period. IsOfBlock says which. The committee is null where the view has not got that.
    /// </summary>
    public static (BeaconState State, SyncCommittee? Committee, bool IsOfBlock) Of(IGossipView view, Root beaconBlockRoot, Slot slot)
    {
        var head = view.HeadState;
        var own = beaconBlockRoot == view.HeadRoot ? head : view.Find(beaconBlockRoot)?.State;
        return own is not null && CommitteeIn(view, own, slot) is { } committee
            ? (own, committee, true)
            : (head, CommitteeIn(view, head, slot), own is not null && own == head);
    }

    /// <summary>
    /// [REJECT] What does not hold by the state of the block that a message names, or by the head's where that is not here: it may hold on
    /// another branch, or where the network has got to while this node was away. It waits for nothing, since nobody who passes it on has
    /// to have seen its block.
    /// </summary>
    public static GossipResult Refused(bool isOfBlock, string reason) => GossipResult.Reject(reason) with { IsByHead = !isOfBlock };

    private static SyncCommittee? CommitteeIn(IGossipView view, BeaconState state, Slot slot) =>
        CommitteeOf(state, slot) ?? (view.Advanced(state, slot) is { } advanced ? CommitteeOf(advanced, slot) : null);

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
