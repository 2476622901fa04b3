using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Gossip.BeaconBlockGossip;

namespace Consensoor.Actors.Ingestion;

/// <summary>Blocks, for the chain actor.</summary>
internal sealed class BlockChecker(Seen seen, IngestionRefs refs) : Checker(seen, refs)
{
    public override GossipResult Check(GossipMessage message, IGossipView view, ulong nowMs, ISignatureVerifier verifier, out object? product)
    {
        product = null;
        return message.Value is SignedBeaconBlock block ? ValidateBeaconBlockGossip(Seen, view, block, nowMs, verifier) : throw WrongLane(message);
    }

    public override bool Accept(GossipMessage message, object? product, IGossipView view, IActorRef self)
    {
        var block = (SignedBeaconBlock)message.Value;
        if (!BeaconBlockGossip.Mark(Seen, block.Message))
        {
            return false;
        }

        Refs.Chain.Tell(new ImportBlock(block, view.Spec.ForkAtSlot(block.Message.Slot), message.Source), self);
        return true;
    }
}
