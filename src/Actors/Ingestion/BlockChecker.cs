using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Gossip.BeaconBlockGossip;

namespace Consensoor.Actors.Ingestion;

/// <summary>Blocks, for the chain actor.</summary>
internal sealed class BlockChecker(Seen seen, IngestionRefs refs) : Checker(seen, refs)
{
    public override GossipResult Check(IIngestible message, IGossipView view, ulong nowMs, ISignatureVerifier verifier, out object? product)
    {
        product = null;
        return message is IngestBlock block
            ? ValidateBeaconBlockGossip(Seen, view, block.Block, nowMs, verifier)
            : throw WrongLane(message);
    }

    public override bool Accept(IIngestible message, object? product, IGossipView view, IActorRef self)
    {
        var block = (IngestBlock)message;
        if (!BeaconBlockGossip.Mark(Seen, block.Block.Message))
        {
            return false;
        }

        Refs.Chain.Tell(new ImportBlock(block.Block, view.Spec.ForkAtSlot(block.Block.Message.Slot), block.Origin), self);
        return true;
    }
}
