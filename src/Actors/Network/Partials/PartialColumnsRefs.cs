using Akka.Actor;

namespace Consensoor.Actors.Network.Partials;

/// <summary>Whom the actor of partial columns tells what: the network, the pool of work, and the chain whose view it asks for.</summary>
public sealed record PartialColumnsRefs(IActorRef Network, IActorRef Work, IActorRef Chain);
