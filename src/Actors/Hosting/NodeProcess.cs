using System.Net;
using Akka.Actor;
using Akka.Configuration;
using Consensoor.Actors.Cli;
using Consensoor.Actors.Network;
using Consensoor.Actors.Reporting;
using Consensoor.Actors.Reporting.Traces;
using Consensoor.Interop.Keys.SlashingProtection;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Serilog;

namespace Consensoor.Actors.Hosting;

/// <summary>Runs the nodes of a process on one in-process gossip hub: starts them, waits, and stops them in order.</summary>
internal static class NodeProcess
{
    /// <summary>
    /// Sets up the log and runs a body. What an operator can mend (files, configuration, addresses) becomes a line on standard error and
    /// <see cref="ExitCodes.Refused"/>; anything
    /// else is a fault of the program, with a line too. From the first moment on Ctrl-C and SIGTERM say what they do.
    /// </summary>
    public static async Task<int> Guarded(
        Serilog.Events.LogEventLevel level, TextWriter error, CancellationToken cancellation, Func<Task> body)
    {
        Logging.Start(level);
        try
        {
            await using (
                cancellation.Register(
                    static () =>
                        Log.Information("stopping: what is under way is finished and written; once more ends the process at once")))
            {
                // Away from the thread that waits for signals: what takes long here keeps none of them from ending the process.
                await Task.Run(body, CancellationToken.None);
            }

            return ExitCodes.Done;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ExitCodes.Done;
        }
        catch (Exception e) when (IsOfSurroundings(e))
        {
            await error.WriteLineAsync($"cannot start: {e.Message.ReplaceLineEndings(" ")}");
            return ExitCodes.Refused;
        }
        catch (NodeFailedException e)
        {
            await error.WriteLineAsync($"the node cannot go on: {e.Message.ReplaceLineEndings(" ")}");
            return ExitCodes.Fault;
        }
        catch (Exception fault)
        {
            Log.Debug(fault, "the fault");
            return CommandLine.Fault(error, fault);
        }
        finally
        {
            await Log.CloseAndFlushAsync();
        }
    }

    /// <summary>Tells the log what was wrong with how the program was called, a line each.</summary>
    public static void Warn(IEnumerable<string> warnings)
    {
        foreach (var warning in warnings)
        {
            Log.Warning("{Warning:l}", warning);
        }
    }

    /// <summary>
    /// Computes what a start needs and nothing else depends on (files to read, keys and a genesis to make): given up at once when it is
    /// cancelled, since nothing is written.
    /// </summary>
    public static Task<T> Prepare<T>(Func<T> make, CancellationToken cancellation) =>
        Task.Run(make, CancellationToken.None).WaitAsync(cancellation);

    /// <summary>
    /// Runs nodes until it is cancelled, on listeners that were checked before anything was written. The first one tells what happens, and
    /// a further server may stand before its actors. Begun is told the hosts of all once they run.
    /// </summary>
    public static async Task Run(
        ProcessNetwork network,
        Func<IActorRef, IReadOnlyList<NodeSettings>> settings,
        NodeHocon configuration,
        NodeListeners listeners,
        CancellationToken cancellation,
        Func<ActorSystem, WebApplication>? server = null,
        Action<IReadOnlyList<IHost>>? begun = null)
    {
        Warn(configuration.Warnings);
        var hocon = configuration.Config;
        using var troubles = new TraceTroubles(static text => Log.Warning("{Trouble:l}", text));
        using var traces = TraceExport.Begin(
            new ConfigurationBuilder().AddEnvironmentVariables().Build(),
            CommandLine.Version,
            static text => Log.Warning("{Warning:l}", text));
        var hub = (await network.System).ActorOf(GossipHub.Props(), "hub");
        var nodes = settings(hub);
        var siblings = nodes.Count > 1 ? listeners.BeaconApiPorts(nodes.Count) : [];
        var hosts = nodes
            .Select(
                (node, index) => HostedNode.Build(
                    node,
                    hocon,
                    listeners.BeaconApiOf(index),
                    tellsSlots: index == 0,
                    names: nodes.Count > 1,
                    CommandLine.Version,
                    siblings))
            .ToList();
        RuntimeMetrics.Apply(hocon);
        await using var metrics = listeners.Metrics is { } address
            ? MetricsServer.Build(address, HttpLimits.From(hocon.GetConfig("consensoor")))
            : null;
        try
        {
            await (metrics?.StartAsync(cancellation) ?? Task.CompletedTask);
            foreach (var host in hosts)
            {
                await host.StartAsync(cancellation);
            }

            await using var further = server?.Invoke(hosts[0].Services.GetRequiredService<ActorSystem>());
            await (further?.StartAsync(cancellation) ?? Task.CompletedTask);

            Log.Information(
                "{Version} runs; Beacon API {Api}, metrics {Metrics}",
                CommandLine.Version,
                Shown(listeners.BeaconApiOf(0)),
                Shown(listeners.Metrics));

            // Not beside the start, which would take longer by it.
            if (nodes.FirstOrDefault(static node => node.Signer.Pubkeys.Count > 0) is { } keyed)
            {
                Rehearsal.Begin(keyed.AnyState, keyed.Bls, keyed.Kzg, keyed.Execution);
            }

            begun?.Invoke(hosts);
            await UntilEnd([.. hosts.Select(static host => host.Services.GetRequiredService<Task<NodeGivenUp>>())], cancellation);
        }
        finally
        {
            foreach (var host in hosts)
            {
                await host.StopAsync(CancellationToken.None);
                host.Dispose();
            }

            await network.DisposeAsync();
        }

        Log.Information("stopped");
    }

    /// <summary>Waits until it is cancelled; throws <see cref="NodeFailedException"/> where a node gives up before.</summary>
    public static async Task UntilEnd(IReadOnlyList<Task<NodeGivenUp>> ends, CancellationToken cancellation)
    {
        var stopped = new TaskCompletionSource();
        await using (cancellation.Register(stopped.SetResult))
        {
            await Task.WhenAny([stopped.Task, .. ends]);
        }

        if (ends.FirstOrDefault(static end => end.IsCompleted) is { } end)
        {
            var (child, cause, failures) = await end;
            throw new NodeFailedException($"{child} failed {failures} times the same way: {cause}");
        }
    }

    private static bool IsOfSurroundings(Exception e) =>
        e is ChainStoreException or SlashingProtectionException or IOException or UnauthorizedAccessException or ConfigurationException
            or NodeStartException;

    private static string Shown(IPEndPoint? address) => address is null ? "off" : $"on {address}";
}
