using Akka.Actor;

namespace Consensoor.Actors.Network;

/// <summary>A connection to a hub in this process; the hub may live in another actor system of the process.</summary>
public sealed class HubConnection(IActorRef hub) : IGossipConnection
{
    /// <inheritdoc/>
    public IActorRef Open(IActorRefFactory factory, string node) => hub;
}
