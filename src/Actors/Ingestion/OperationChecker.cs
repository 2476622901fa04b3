using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Gossip.AttesterSlashingGossip;
using static Consensoor.Spec.Gossip.BlsToExecutionChangeGossip;
using static Consensoor.Spec.Gossip.ProposerSlashingGossip;
using static Consensoor.Spec.Gossip.VoluntaryExitGossip;

namespace Consensoor.Actors.Ingestion;

/// <summary>Operations that blocks carry, for their pool; attester slashings for the chain actor as well.</summary>
internal sealed class OperationChecker(Seen seen, IngestionRefs refs) : Checker(seen, refs)
{
    public override GossipResult Check(GossipMessage message, IGossipView view, ulong nowMs, ISignatureVerifier verifier, out object? product)
    {
        product = null;
        return message.Value switch
        {
            SignedVoluntaryExit exit => ValidateVoluntaryExitGossip(Seen, view, exit, nowMs, verifier),
            ProposerSlashing slashing => ValidateProposerSlashingGossip(Seen, view, slashing, verifier),
            AttesterSlashing slashing => ValidateAttesterSlashingGossip(Seen, view, slashing, verifier),
            SignedBLSToExecutionChange change => ValidateBlsToExecutionChangeGossip(Seen, view, change, nowMs, verifier),
            _ => throw WrongLane(message),
        };
    }

    public override bool Accept(GossipMessage message, object? product, IGossipView view, IActorRef self)
    {
        switch (message.Value)
        {
            case SignedVoluntaryExit exit when VoluntaryExitGossip.Mark(Seen, exit.Message):
                Refs.Pools.Operations.Tell(new AddVoluntaryExit(exit), self);
                return true;
            case ProposerSlashing slashing when ProposerSlashingGossip.Mark(Seen, slashing):
                Refs.Pools.Operations.Tell(new AddProposerSlashing(slashing), self);
                return true;
            case AttesterSlashing slashing when AttesterSlashingGossip.Mark(Seen, slashing):
                Refs.Pools.Operations.Tell(new AddAttesterSlashing(slashing), self);
                Refs.Chain.Tell(new ApplyAttesterSlashing(slashing), self);
                return true;
            case SignedBLSToExecutionChange change when BlsToExecutionChangeGossip.Mark(Seen, change.Message):
                Refs.Pools.Operations.Tell(new AddBlsToExecutionChange(change), self);
                return true;
            default:
                return false;
        }
    }
}
