using Akka.Actor;
using Consensoor.Messages;

namespace Consensoor.Actors.Network;

/// <summary>
/// A message of one's own, as it will be sent, who waits to hear of it, where the node has it from, and whether the same was seen before.
/// </summary>
internal sealed record OwnMessage(object Message, PublishGossip Sent, IActorRef Publisher, Source Source, bool WasSeen);
