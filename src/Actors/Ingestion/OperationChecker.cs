using Akka.Actor;
using Consensoor.Messages;
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
    public override GossipResult Check(IIngestible message, IGossipView view, ulong nowMs, ISignatureVerifier verifier, out object? product)
    {
        product = null;
        return message switch
        {
            IngestVoluntaryExit exit => ValidateVoluntaryExitGossip(Seen, view, exit.Operation, nowMs, verifier),
            IngestProposerSlashing slashing => ValidateProposerSlashingGossip(Seen, view, slashing.Operation, verifier),
            IngestAttesterSlashing slashing => ValidateAttesterSlashingGossip(Seen, view, slashing.Operation, verifier),
            IngestBlsToExecutionChange change => ValidateBlsToExecutionChangeGossip(Seen, view, change.Operation, nowMs, verifier),
            _ => throw WrongLane(message),
        };
    }

    public override bool Accept(IIngestible message, object? product, IGossipView view, IActorRef self)
    {
        switch (message)
        {
            case IngestVoluntaryExit { Operation: var exit } when VoluntaryExitGossip.Mark(Seen, exit.Message):
                Refs.Pools.Operations.Tell(new AddVoluntaryExit(exit), self);
                return true;
            case IngestProposerSlashing { Operation: var slashing } when ProposerSlashingGossip.Mark(Seen, slashing):
                Refs.Pools.Operations.Tell(new AddProposerSlashing(slashing), self);
                return true;
            case IngestAttesterSlashing { Operation: var slashing } when AttesterSlashingGossip.Mark(Seen, slashing):
                Refs.Pools.Operations.Tell(new AddAttesterSlashing(slashing), self);
                Refs.Chain.Tell(new ApplyAttesterSlashing(slashing), self);
                return true;
            case IngestBlsToExecutionChange { Operation: var change } when BlsToExecutionChangeGossip.Mark(Seen, change.Message):
                Refs.Pools.Operations.Tell(new AddBlsToExecutionChange(change), self);
                return true;
            default:
                return false;
        }
    }
}
