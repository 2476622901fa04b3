using Akka.Actor;

namespace Consensoor.Actors.Sync;

/// <summary>The children of a node that history is fetched with.</summary>
internal sealed record BackfillRefs(IActorRef Network, IActorRef Storage, IActorRef Work);
