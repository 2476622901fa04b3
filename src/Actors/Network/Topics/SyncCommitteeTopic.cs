using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Gossip;
using static Consensoor.Spec.Gossip.SyncCommitteeMessageGossip;

namespace Consensoor.Actors.Network.Topics;

/// <summary>Messages of sync committee members, for their pool (`altair/p2p-interface.md#new-sync_committee_subnet_id`).</summary>
internal static class SyncCommitteeTopic
{
    /// <summary>The row.</summary>
    public static Topic Row { get; } = new(TopicKind.SyncCommittee, "sync_committee", new TopicForm<SyncCommitteeMessage>(ForkName.Altair)
    {
        SlotOf = static message => message.Slot,
        Check = static (check, message) =>
            ValidateSyncCommitteeMessageGossip(check.Seen, check.View, message, check.NowMs, check.Subnet, check.Verifier),
        Accept = static (accept, message, _) =>
        {
            if (!Mark(accept.Seen, message, accept.Subnet))
            {
                return false;
            }

            accept.Out.Tell(accept.To.Pools.SyncCommittee, new AddSyncCommitteeMessage(message, PositionsOf(accept.View, message)));
            return true;
        },
    })
    {
        Subnets = static (_, _) => Consensoor.Spec.Constants.SyncCommitteeSubnetCount,
    };

    private static ulong[] PositionsOf(IGossipView view, SyncCommitteeMessage message)
    {
        var state = view.HeadState;
        var committee = SyncCommittees.CommitteeForSlot(state, state.Slot);
        var positions = SyncCommittees.PositionsIn(committee, state.Validators[message.ValidatorIndex].Pubkey);
        return [.. positions.Select(static position => (ulong)position)];
    }
}
