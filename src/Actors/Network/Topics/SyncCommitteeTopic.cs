using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using static Consensoor.Spec.Gossip.SyncCommitteeMessageGossip;

namespace Consensoor.Actors.Network.Topics;

/// <summary>Messages of sync committee members, for their pool (`altair/p2p-interface.md#new-sync_committee_subnet_id`).</summary>
internal static class SyncCommitteeTopic
{
    public static Topic Row { get; } = new(TopicKind.SyncCommittee, "sync_committee", new TopicForm<SyncCommitteeMessage>(ForkName.Altair)
    {
        SlotOf = static message => message.Slot,
        Names = static (message, _) => message.BeaconBlockRoot,
        Check = static (check, message) =>
        {
            var result = ValidateSyncCommitteeMessageGossip(
                check.Seen, check.View, message, check.NowMs, check.Subnet, check.Verifier, out var positions);
            return new Checked(result, positions);
        },
        Accept = static (accept, message, positions) =>
        {
            if (!Mark(accept.Seen, message, accept.Subnet))
            {
                return false;
            }

            accept.Out.Tell(accept.To.Pools.SyncCommittee, new AddSyncCommitteeMessage(message, (IReadOnlyList<ulong>)positions!));
            return true;
        },
    })
    {
        Subnets = static (_, _) => Consensoor.Spec.Constants.SyncCommitteeSubnetCount,
        Interest = static interests => interests.SyncSubnets,
        Said = static (_, record) => record.SyncSubnets,
    };
}
