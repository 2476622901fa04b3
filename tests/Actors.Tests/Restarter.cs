using Akka.Actor;

namespace Consensoor.Actors.Tests;

/// <summary>Gives its child what it gets, and restarts it on a string as the node's supervisor does.</summary>
internal sealed class Restarter : ReceiveActor
{
    public Restarter(Props props)
    {
        var child = Context.ActorOf(props);
        Receive<string>(_ => child.Tell(Kill.Instance));
        ReceiveAny(message => child.Forward(message));
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(static _ => Directive.Restart);
}
