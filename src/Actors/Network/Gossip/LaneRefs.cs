using Akka.Actor;
using Consensoor.Actors.Pools;

namespace Consensoor.Actors.Network.Gossip;

/// <summary>Whom lanes tell what they accept, who verifies for them, and who is owed the verdicts.</summary>
public sealed record LaneRefs(IActorRef Network, IActorRef Chain, IActorRef Work, PoolRefs Pools);
