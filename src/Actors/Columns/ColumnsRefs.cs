using Akka.Actor;

namespace Consensoor.Actors.Columns;

/// <summary>Whom the actor of columns tells: network, work pool, chain, and storage.</summary>
internal sealed record ColumnsRefs(IActorRef Network, IActorRef Work, IActorRef Chain, IActorRef Storage);
