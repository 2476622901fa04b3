using Akka.Actor;
using Consensoor.Actors.Pools;

namespace Consensoor.Actors.Production;

/// <summary>Names the actors that production asks.</summary>
public sealed record ProductionRefs(IActorRef Chain, IActorRef Work, IActorRef Engine, PoolRefs Pools)
{
    /// <summary>Owns what is said of proposers.</summary>
    public IActorRef Proposers { get; init; } = ActorRefs.Nobody;

    /// <summary>Asks builders over their API.</summary>
    public IActorRef Builders { get; init; } = ActorRefs.Nobody;
}
