using Akka.Actor;
using Consensoor.Actors.Pools;

namespace Consensoor.Actors.Production;

/// <summary>Whom production speaks to.</summary>
public sealed record ProductionRefs(IActorRef Chain, IActorRef Work, IActorRef Engine, PoolRefs Pools);
