using Akka.Actor;

namespace Consensoor.Actors.Columns;

/// <summary>Whom the actors of columns and of blobs tell: network, work pool, chain, storage, and who signs.</summary>
internal sealed record ColumnsRefs(IActorRef Network, IActorRef Work, IActorRef Chain, IActorRef Storage, IActorRef Signing);
