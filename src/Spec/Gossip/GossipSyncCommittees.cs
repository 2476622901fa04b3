using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.State;

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
        SyncCommittees.CommitteeForSlot(state, slot)
        ?? (view.Advanced(state, slot) is { } advanced ? SyncCommittees.CommitteeForSlot(advanced, slot) : null);
}
