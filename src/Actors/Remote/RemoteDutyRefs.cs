using Akka.Actor;

namespace Consensoor.Actors.Remote;

/// <summary>
/// Whom <see cref="RemoteDutiesActor"/> and <see cref="RemoteNodeActor"/> speak to: who ranks the nodes, who signs, and who owns what is
/// said of proposers.
/// </summary>
internal sealed record RemoteDutyRefs(IActorRef Nodes, IActorRef Signing, IActorRef Proposers);
