using Akka.Actor;
using Akka.Configuration;
using Consensoor.Actors.Cli;
using Consensoor.Actors.Network;
using Consensoor.Interop.Keys.SlashingProtection;
using Consensoor.Interop.Storage;
using Prometheus;
using Serilog;

namespace Consensoor.Actors.Hosting;

/// <summary>A process of nodes on one in-process gossip hub: starts them, waits, and stops them in order.</summary>
internal static class NodeProcess
{
    /// <summary>Sets up the log, runs a body and turns what an operator can mend (files, configuration) into a line and exit code 1.</summary>
    public static async Task<int> Guarded(Serilog.Events.LogEventLevel level, Func<Task> body)
    {
        Logging.Start(level);
        try
        {
            await body();
            return 0;
        }
        catch (Exception e) when (e is ChainStoreException or SlashingProtectionException or IOException or UnauthorizedAccessException or ConfigurationException or NodeStartException)
        {
            Log.Fatal("cannot start: {Reason}", e.Message);
            return 1;
        }
        finally
        {
            await Log.CloseAndFlushAsync();
        }
    }

    /// <summary>Runs nodes until it is cancelled. Node n serves the Beacon API on the first port + n (0: none); the first one tells what happens.</summary>
    public static async Task Run(Func<IActorRef, IReadOnlyList<NodeSettings>> settings, Config hocon, int beaconApiPort, int metricsPort, CancellationToken cancellation)
    {
        CryptoSettings.Apply(hocon);
        using var network = ActorSystem.Create("network", ConfigurationFactory.ParseString("akka.loggers = [], akka.stdout-loglevel = WARNING").WithFallback(NodeConfig.Reference));
        var hub = network.ActorOf(GossipHub.Props(GossipWindows.From(hocon.GetConfig("consensoor"))), "hub");
        var hosts = settings(hub)
            .Select((node, index) => HostedNode.Build(node, hocon, beaconApiPort == 0 ? 0 : beaconApiPort + index, tellsSlots: index == 0, CommandLine.Version))
            .ToList();
        using var metrics = metricsPort == 0 ? null : new KestrelMetricServer(metricsPort);
        metrics?.Start();
        foreach (var host in hosts)
        {
            await host.StartAsync(cancellation);
        }

        Log.Information(
            "{Version} runs; Beacon API on {Api}, metrics on {Metrics}",
            CommandLine.Version,
            beaconApiPort == 0 ? "no port" : $"port {beaconApiPort}",
            metricsPort == 0 ? "no port" : $"port {metricsPort}");
        var stopped = new TaskCompletionSource();
        await using (cancellation.Register(stopped.SetResult))
        {
            await stopped.Task;
        }

        Log.Information("stopping");
        foreach (var host in hosts)
        {
            await host.StopAsync(CancellationToken.None);
            host.Dispose();
        }

        await network.Terminate();
    }

    /// <summary>The HOCON of a situation under a user's file.</summary>
    public static Config Hocon(string? file, string situation)
    {
        Config[] layers = file is null
            ? [NodeConfig.Situation(situation)]
            : [ConfigurationFactory.ParseString(File.ReadAllText(file)), NodeConfig.Situation(situation)];
        return NodeConfig.Layered(layers);
    }

    /// <summary>The slashing protection of a node below a data directory.</summary>
    public static string ProtectionOf(string dataDir, string node) => Path.Combine(dataDir, node, "slashing-protection.db");

    /// <summary>The database of a node below a data directory, whose folder is made.</summary>
    public static string DatabaseOf(string dataDir, string node)
    {
        var folder = Path.Combine(dataDir, node);
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, "chain.db");
    }
}
