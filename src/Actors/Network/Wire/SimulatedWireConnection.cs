using Akka.Actor;
using Consensoor.Interop.Libp2p.Hosting;

namespace Consensoor.Actors.Network.Wire;

/// <summary>
/// A node's connection to the simulated wire: libp2p with Noise and Yamux, gossipsub and req/resp as on the real one, over circuits of the
/// simulated network.
/// </summary>
public sealed class SimulatedWireConnection(SimulatedWire wire, string node, WireSettings settings) : IGossipConnection
{
    private const string Agent = "simulation";

    /// <inheritdoc/>
    public IActorRef Open(IActorRefFactory factory, string name)
    {
        var random = wire.World.Random($"wire of {node} at {wire.World.Elapsed.Ticks}");
        void Fill(Memory<byte> memory) => random.Fill(memory.Span);
        SimulatedHost host = null!;
        HostFactory make = (limits, own, protocols, tell) => host = new SimulatedHost(wire, node, limits, own, protocols, Fill, tell);
        var endpoint = new WireEndpoint(settings, wire.KeyOf(node), Agent, make, Fill);
        endpoint.Listen();
        host.Begin(factory.ActorOf(SimulatedHostActor.Props(host), "host"), SystemOf(factory).Scheduler);
        return factory.ActorOf(WireActor.Props(settings, endpoint), "wire");
    }

    private static ActorSystem SystemOf(IActorRefFactory factory) => factory as ActorSystem ?? ((IActorContext)factory).System;
}
