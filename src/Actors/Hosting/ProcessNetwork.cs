using Akka.Actor;
using Akka.Configuration;

namespace Consensoor.Actors.Hosting;

/// <summary>
/// The actor system of the network between the nodes of a process. It comes up beside what a start computes, on another core; disposing of
/// it ends it.
/// </summary>
internal sealed class ProcessNetwork : IAsyncDisposable
{
    /// <summary>The system, once it is up.</summary>
    public Task<ActorSystem> System { get; } = Task.Run(static () => ActorSystem.Create(
        "network",
        ConfigurationFactory.ParseString("akka.loggers = [], akka.stdout-loglevel = WARNING").WithFallback(NodeConfig.Reference)));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await (await System).Terminate();
}
