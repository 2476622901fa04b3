using Akka.Configuration;
using Akka.Dispatch;

namespace Consensoor.Actors.Simulation;

/// <summary>Makes the dispatcher of one HOCON section; refuses a system whose scheduler is not a <see cref="VirtualScheduler"/>.</summary>
public sealed class SeededDispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly SeededDispatcher dispatcher;

    public SeededDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites)
    {
        if (prerequisites.Scheduler is not VirtualScheduler scheduler)
        {
            throw new ConfigurationException(
                $"{nameof(SeededDispatcherConfigurator)} needs akka.scheduler.implementation = {nameof(VirtualScheduler)}");
        }
        dispatcher = new SeededDispatcher(this, scheduler, Config.GetString("id", "unnamed"));
    }

    public override MessageDispatcher Dispatcher() => dispatcher;
}
