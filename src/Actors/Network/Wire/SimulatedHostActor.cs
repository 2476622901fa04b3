using Akka.Actor;
using Consensoor.Actors.Simulation.Network;

namespace Consensoor.Actors.Network.Wire;

/// <summary>Brings a simulated host what circuits and timers have for it, so that a node that is frozen or killed takes no step.</summary>
internal sealed class SimulatedHostActor : ReceiveActor
{
    private readonly SimulatedHost _host;

    /// <summary>Builds the actor of a host.</summary>
    public SimulatedHostActor(SimulatedHost host)
    {
        _host = host;
        Receive<CircuitMessages.Offered>(offered => host.Offered(offered.End));
        Receive<CircuitMessages.Opened>(opened => host.Opened(opened.End));
        Receive<CircuitMessages.Received>(received => host.Received(received.End, received.Bytes));
        Receive<CircuitMessages.HasRoom>(room => host.HasRoom(room.End));
        Receive<CircuitMessages.Closed>(closed => host.Closed(closed.End));
        Receive<Due>(_ => host.Wake());
    }

    /// <summary>Describes the actor of a host.</summary>
    public static Props Props(SimulatedHost host) => Akka.Actor.Props.Create(() => new SimulatedHostActor(host));

    /// <inheritdoc/>
    protected override void PostStop() => _host.DisposeAsync();

    /// <summary>Something of the host is due.</summary>
    internal sealed record Due
    {
        public static Due Instance { get; } = new();
    }
}
