using Akka.Actor;

namespace Consensoor.Actors.Builders;

/// <summary>Whom builders speak to.</summary>
public sealed record BuilderRefs(IActorRef Chain, IActorRef Engine, IActorRef Signing, IActorRef Publish, IActorRef Keeper);
