using Akka.Actor;

namespace Consensoor.Actors.Simulation;

/// <summary>Writes what one node publishes on its event stream into the world's event log.</summary>
internal sealed class Observer<T> : ReceiveActor
    where T : class
{
    /// <summary>An observer that records what the description gives; null for nothing.</summary>
    public Observer(SimulatedWorld world, Func<T, string?> describe)
    {
        var node = Context.System.Name;
        Receive<T>(happened =>
        {
            if (describe(happened) is { } text)
            {
                world.Record(node, text);
            }
        });
    }

    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(T));
}
