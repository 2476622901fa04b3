using Akka.Actor;

namespace Consensoor.Actors.Network.Requests;

/// <summary>The children of a node that requests are answered with.</summary>
internal sealed record RequestRefs(
    IActorRef Network, IActorRef Storage, IActorRef Chain, IActorRef Columns, IActorRef Blobs, IActorRef History);
