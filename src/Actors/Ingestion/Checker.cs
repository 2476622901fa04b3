using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Actors.Ingestion;

/// <summary>
/// What a lane does with its kinds of messages: the conditions of their topics before the signatures, what is told to whom after. One thread, one lane;
/// <paramref name="seen"/> is the lane's own, as no two lanes have a kind in common.
/// </summary>
internal abstract class Checker(Seen seen, IngestionRefs refs)
{
    protected Seen Seen => seen;

    protected IngestionRefs Refs => refs;

    /// <summary>The conditions of a message; the product is what <see cref="Accept"/> wants to know of it.</summary>
    public abstract GossipResult Check(GossipMessage message, IGossipView view, ulong nowMs, ISignatureVerifier verifier, out object? product);

    /// <summary>Takes in a message whose conditions and signatures held; false where another was faster.</summary>
    public abstract bool Accept(GossipMessage message, object? product, IGossipView view, IActorRef self);

    /// <summary>The column whose KZG proofs are to be verified as well, with what against; null for other kinds.</summary>
    public virtual (Root BlockRoot, DataColumnSidecar Column, SszList<KZGCommitment> Commitments)? ColumnOf(GossipMessage message, object? product) => null;

    /// <summary>Tells what was accepted since the last time.</summary>
    public virtual void Flush(IActorRef self)
    {
    }

    protected static ArgumentOutOfRangeException WrongLane(GossipMessage message) => new(nameof(message), message.Value.GetType().Name, "another lane's");
}
