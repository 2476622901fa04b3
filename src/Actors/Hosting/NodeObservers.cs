using Akka.Actor;

namespace Consensoor.Actors.Hosting;

/// <summary>
/// The actors below /user that hear what a node publishes. Some of that is published once, so that they have to have begun before it.
/// </summary>
public sealed class NodeObservers(ActorSystem system)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly List<IActorRef> _actors = [];

    /// <summary>The system that they are in.</summary>
    public ActorSystem System => system;

    /// <summary>Starts one more.</summary>
    public void Add(Props props, string name) => _actors.Add(system.ActorOf(props, name));

    /// <summary>Completes when all have subscribed to what they hear; fails where one has not begun within a minute.</summary>
    public Task HaveBegun() => Task.WhenAll(_actors.Select(static actor => actor.Ask<ActorIdentity>(new Identify(null), Patience)));
}
