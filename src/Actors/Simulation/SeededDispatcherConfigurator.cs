using Akka.Configuration;
using Akka.Dispatch;

namespace Consensoor.Actors.Simulation;

/// <summary>Makes the dispatcher of one HOCON section; refuses a system whose scheduler is not a <see cref="VirtualScheduler"/>.</summary>
public sealed class SeededDispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly SeededDispatcher _dispatcher;

    /// <summary>Called by Akka for a section of HOCON.</summary>
    public SeededDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites)
    {
        if (prerequisites.Scheduler is not VirtualScheduler scheduler)
        {
            throw new ConfigurationException(
                $"{nameof(SeededDispatcherConfigurator)} needs akka.scheduler.implementation = {nameof(VirtualScheduler)}");
        }

        _dispatcher = new SeededDispatcher(this, scheduler, Config.GetString("id", "unnamed"));
    }

    public override MessageDispatcher Dispatcher() => _dispatcher;
}
