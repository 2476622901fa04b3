using Akka.Event;

namespace Consensoor.Actors.Simulation;

/// <summary>Akka's log of every system of a world, given to <see cref="SimulatedWorld.Logged"/> in place.</summary>
public sealed class WorldLogger : MinimalLogger
{
    protected override void Log(object message)
    {
        if (message is LogEvent entry)
        {
            SimulatedWorld.Current?.OnLogged(entry);
        }
    }
}
