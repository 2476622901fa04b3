using Akka.Actor;

namespace Consensoor.Actors.Validators;

/// <summary>Whom validators speak to. Publish is told <see cref="Messages.Publish"/>.</summary>
public sealed record ValidatorRefs(
    IActorRef Chain, IActorRef Signing, IActorRef Production, IActorRef Publish)
{
    /// <summary>Owns what is said of proposers.</summary>
    public IActorRef Proposers { get; init; } = ActorRefs.Nobody;

    /// <summary>Signs selection proofs; null where signing does.</summary>
    public IActorRef? Selections { get; init; }

    /// <summary>Gives builders the blocks that took their bids.</summary>
    public IActorRef Builders { get; init; } = ActorRefs.Nobody;

    /// <summary>The account of duties under way, which parent and children share over their restarts.</summary>
    internal DutyAccount Account { get; } = new();
}
