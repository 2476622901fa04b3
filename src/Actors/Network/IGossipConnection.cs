using Akka.Actor;

namespace Consensoor.Actors.Network;

/// <summary>How a node comes to its gossip network: an actor that understands <see cref="Messages.IGossipMessage"/>.</summary>
public interface IGossipConnection
{
    /// <summary>The network's actor; a connection that needs an actor of its own makes it with the factory.</summary>
    IActorRef Open(IActorRefFactory factory, string node);
}
