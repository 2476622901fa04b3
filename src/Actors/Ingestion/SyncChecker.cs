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
    public override GossipResult Check(IIngestible message, IGossipView view, ulong nowMs, ISignatureVerifier verifier, out object? product)
    {
        product = null;
        return message switch
        {
            IngestSyncCommitteeMessage sync => ValidateSyncCommitteeMessageGossip(Seen, view, sync.Message, nowMs, sync.Subnet, verifier),
            IngestContribution contribution =>
                ValidateSyncCommitteeContributionAndProofGossip(Seen, view, contribution.Contribution, nowMs, verifier),
            _ => throw WrongLane(message),
        };
    }

    public override bool Accept(IIngestible message, object? product, IGossipView view, IActorRef self)
    {
        switch (message)
        {
            case IngestSyncCommitteeMessage { Message: var sync, Subnet: var subnet }
                when SyncCommitteeMessageGossip.Mark(Seen, sync, subnet):
                Refs.Pools.SyncCommittee.Tell(new AddSyncCommitteeMessage(sync, PositionsOf(view, sync)), self);
                return true;
            case IngestContribution { Contribution.Message: var contribution }
                when SyncCommitteeContributionAndProofGossip.Mark(Seen, contribution):
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
