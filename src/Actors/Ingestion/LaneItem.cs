using Akka.Actor;
using Consensoor.Messages;

namespace Consensoor.Actors.Ingestion;

/// <summary>A message in a lane and who is owed its verdict.</summary>
internal sealed record LaneItem(GossipMessage Message, IActorRef ReplyTo, Slot Since);
