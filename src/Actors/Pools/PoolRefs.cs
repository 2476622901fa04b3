using Akka.Actor;

namespace Consensoor.Actors.Pools;

/// <summary>The pools of a node, each told <see cref="Messages.IPoolCommand"/>.</summary>
public sealed record PoolRefs(
    IActorRef Attestations, IActorRef SyncCommittee, IActorRef PayloadAttestations, IActorRef Operations, IActorRef Bids);
