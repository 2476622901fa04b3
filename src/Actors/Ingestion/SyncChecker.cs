using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Gossip.SyncCommitteeContributionAndProofGossip;
using static Consensoor.Spec.Gossip.SyncCommitteeMessageGossip;

namespace Consensoor.Actors.Ingestion;

/// <summary>Sync committee messages and contributions, for their pool.</summary>
internal sealed class SyncChecker(Seen seen, IngestionRefs refs) : Checker(seen, refs)
{
    public override GossipResult Check(GossipMessage message, IGossipView view, ulong nowMs, ISignatureVerifier verifier, out object? product)
    {
        product = null;
        return message.Value switch
        {
            SyncCommitteeMessage sync => ValidateSyncCommitteeMessageGossip(Seen, view, sync, nowMs, message.Subnet, verifier),
            SignedContributionAndProof contribution => ValidateSyncCommitteeContributionAndProofGossip(Seen, view, contribution, nowMs, verifier),
            _ => throw WrongLane(message),
        };
    }

    public override bool Accept(GossipMessage message, object? product, IGossipView view, IActorRef self)
    {
        switch (message.Value)
        {
            case SyncCommitteeMessage sync when SyncCommitteeMessageGossip.Mark(Seen, sync, message.Subnet):
                Refs.Pools.SyncCommittee.Tell(new AddSyncCommitteeMessage(sync, PositionsOf(view, sync)), self);
                return true;
            case SignedContributionAndProof { Message: var contribution } when SyncCommitteeContributionAndProofGossip.Mark(Seen, contribution):
                Refs.Pools.SyncCommittee.Tell(new AddContribution(contribution.Contribution), self);
                return true;
            default:
                return false;
        }
    }

    private static ulong[] PositionsOf(IGossipView view, SyncCommitteeMessage message)
    {
        var state = view.HeadState;
        return [.. SyncCommittees.PositionsIn(SyncCommittees.CommitteeForSlot(state, state.Slot), state.Validators[message.ValidatorIndex].Pubkey).Select(static position => (ulong)position)];
    }
}
