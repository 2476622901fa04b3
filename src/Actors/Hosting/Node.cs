using Akka.Actor;

namespace Consensoor.Actors.Hosting;

/// <summary>A node in an actor system: the same under Akka.Hosting and in a simulated world.</summary>
public static class Node
{
    /// <summary>Names the supervisor below /user.</summary>
    public const string Name = "node";

    /// <summary>Starts the node of a system, whose configuration comes from <see cref="NodeConfig"/>; one node a system.</summary>
    public static IActorRef Start(ActorSystem system, NodeSettings settings) => system.ActorOf(NodeSupervisor.Props(settings), Name);
}
