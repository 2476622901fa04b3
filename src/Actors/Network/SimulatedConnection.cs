using Akka.Actor;
using Consensoor.Actors.Simulation.Network;

namespace Consensoor.Actors.Network;

/// <summary>A connection over a simulated network, by an actor below the network actor.</summary>
public sealed class SimulatedConnection(SimulatedNetwork network) : IGossipConnection
{
    /// <inheritdoc/>
    public IActorRef Open(IActorRefFactory factory, string node) => factory.ActorOf(SimulatedGossip.Props(network, node), "wire");
}
