using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using static Consensoor.Spec.Gossip.SyncCommitteeContributionAndProofGossip;

namespace Consensoor.Actors.Network.Topics;

/// <summary>
/// Contributions of sync committees, for their pool (`altair/p2p-interface.md#new-sync_committee_contribution_and_proof`).
/// </summary>
internal static class SyncCommitteeContributionTopic
{
    public static Topic Row { get; } = new(
        TopicKind.SyncCommitteeContributionAndProof,
        "sync_committee_contribution_and_proof",
        new TopicForm<SignedContributionAndProof>(ForkName.Altair)
    {
        SlotOf = static contribution => contribution.Message.Contribution.Slot,
        Names = static (contribution, _) => contribution.Message.Contribution.BeaconBlockRoot,
        Check = static (check, contribution) =>
            ValidateSyncCommitteeContributionAndProofGossip(check.Seen, check.View, contribution, check.NowMs, check.Verifier),
        Accept = static (accept, contribution, _) =>
        {
            if (!Mark(accept.Seen, contribution.Message))
            {
                return false;
            }

            accept.Out.Tell(accept.To.Pools.SyncCommittee, new AddContribution(contribution.Message.Contribution));
            return true;
        },
    });
}
