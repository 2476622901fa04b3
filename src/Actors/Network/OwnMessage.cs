using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Network;

/// <summary>
/// A message of one's own, as it will be sent, who waits to hear of it, where the node has it from, and the hash by which the same was seen
/// before, null where it was not.
/// </summary>
internal sealed record OwnMessage(object Message, PublishGossip Sent, IActorRef Publisher, Source Source, Bytes32? SeenAs);
