using System.Text;
using Akka.Configuration;

namespace Consensoor.Actors.Simulation;

/// <summary>The HOCON that puts an actor system under virtual time; everything else of its configuration stays as it is.</summary>
internal static class SimulationConfig
{
    /// <summary>Where HOCON names the world.</summary>
    public const string WorldKey = "consensoor.simulation.world";

    /// <summary>Where HOCON names the node.</summary>
    public const string NodeKey = "consensoor.simulation.node";

    /// <summary>Where this project declares its dispatchers.</summary>
    public const string DispatchersKey = "consensoor.dispatchers";

    private static readonly string[] KnownDispatchers =
    [
        "akka.actor.default-dispatcher",
        "akka.actor.internal-dispatcher",
        "akka.actor.default-blocking-io-dispatcher",
        "akka.actor.synchronized-dispatcher",
        "akka.actor.task-dispatcher",
        "akka.actor.default-fork-join-dispatcher",
        "akka.io.pinned-dispatcher",
        "consensoor.dispatchers.chain",
        "consensoor.dispatchers.work",
        "consensoor.dispatchers.io",
    ];

    /// <summary>
    /// The overlay for one node: the known dispatchers and those that <paramref name="config"/> declares below
    /// <see cref="DispatchersKey"/>.
    /// </summary>
    public static Config Overlay(string worldId, string node, Config config)
    {
        var text = new StringBuilder();
        text.AppendLine($"{WorldKey} = \"{worldId}\"");
        text.AppendLine($"{NodeKey} = \"{node}\"");
        text.AppendLine($"akka.scheduler.implementation = \"{NameOf<VirtualScheduler>()}\"");
        // A logger that is an actor is awaited with a blocking wait while the system starts; a minimal logger is called in place.
        text.AppendLine($"akka.loggers = [\"{NameOf<WorldLogger>()}\"]");
        text.AppendLine($"akka.stdout-logger-class = \"{NameOf<WorldLogger>()}\"");
        text.AppendLine($"akka.stdout-loglevel = {config.GetString("akka.loglevel", "INFO")}");
        // The dead-letter listener and the phases of a coordinated shutdown read the real clock.
        text.AppendLine("akka.log-dead-letters = off");
        text.AppendLine("akka.log-dead-letters-during-shutdown = off");
        text.AppendLine("akka.coordinated-shutdown.run-by-actor-system-terminate = off");
        text.AppendLine("akka.coordinated-shutdown.terminate-actor-system = off");
        text.AppendLine("akka.coordinated-shutdown.run-by-clr-shutdown-hook = off");
        foreach (string dispatcher in KnownDispatchers.Union(DeclaredDispatchers(config)))
        {
            text.AppendLine($"{dispatcher} {{ type = \"{NameOf<SeededDispatcherConfigurator>()}\" }}");
        }

        return ConfigurationFactory.ParseString(text.ToString());
    }

    private static IEnumerable<string> DeclaredDispatchers(Config config) =>
        config.HasPath(DispatchersKey)
            ? config.GetConfig(DispatchersKey).Root.GetObject().Items.Keys.Select(name => $"{DispatchersKey}.{name}")
            : [];

    private static string NameOf<T>() => $"{typeof(T).FullName}, {typeof(T).Assembly.GetName().Name}";
}
