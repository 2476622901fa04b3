using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Actors.Ingestion;

/// <summary>Operations that blocks carry, for their pool; attester slashings for the chain actor as well.</summary>
internal sealed class OperationChecker(Seen seen, IngestionRefs refs) : Checker(seen, refs)
{
    public override GossipResult Check(IIngestible message, IGossipView view, ulong nowMs, ISignatureVerifier verifier, out object? product)
    {
        product = null;
        return message switch
        {
            IngestVoluntaryExit exit => OperationGossip.Validate(Seen, view, exit.Operation, nowMs, verifier),
            IngestProposerSlashing slashing => OperationGossip.Validate(Seen, view, slashing.Operation, verifier),
            IngestAttesterSlashing slashing => OperationGossip.Validate(Seen, view, slashing.Operation, verifier),
            IngestBlsToExecutionChange change => OperationGossip.Validate(Seen, view, change.Operation, nowMs, verifier),
            _ => throw WrongLane(message),
        };
    }

    public override bool Accept(IIngestible message, object? product, IGossipView view, IActorRef self)
    {
        switch (message)
        {
            case IngestVoluntaryExit { Operation: var exit } when OperationGossip.Mark(Seen, exit.Message):
                Refs.Pools.Operations.Tell(new AddVoluntaryExit(exit), self);
                return true;
            case IngestProposerSlashing { Operation: var slashing } when OperationGossip.Mark(Seen, slashing):
                Refs.Pools.Operations.Tell(new AddProposerSlashing(slashing), self);
                return true;
            case IngestAttesterSlashing { Operation: var slashing } when OperationGossip.Mark(Seen, slashing):
                Refs.Pools.Operations.Tell(new AddAttesterSlashing(slashing), self);
                Refs.Chain.Tell(new ApplyAttesterSlashing(slashing), self);
                return true;
            case IngestBlsToExecutionChange { Operation: var change } when OperationGossip.Mark(Seen, change.Message):
                Refs.Pools.Operations.Tell(new AddBlsToExecutionChange(change), self);
                return true;
            default:
                return false;
        }
    }
}
