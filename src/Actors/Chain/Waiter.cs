using Akka.Actor;
using Consensoor.Messages;

namespace Consensoor.Actors.Chain;

/// <summary>Who wants to hear what becomes of an import, and where that one had it from.</summary>
internal sealed record Waiter(IActorRef Who, Source Source);
