using Akka.Actor;
using Consensoor.Actors.Simulation.Network;

namespace Consensoor.Actors.Network;

/// <summary>A connection over a simulated network, by an actor beside the gossip actor.</summary>
public sealed class SimulatedConnection(SimulatedNetwork network, GossipWindows windows) : IGossipConnection
{
    /// <inheritdoc/>
    public IActorRef Open(IActorRefFactory factory, string node) => factory.ActorOf(SimulatedGossip.Props(network, node, windows), "wire");
}
