using System.Net;
using Akka.Actor;
using Akka.Hosting;
using Consensoor.Actors.Cli;
using Consensoor.Actors.Hosting.Keys;
using Consensoor.Actors.Remote;
using Consensoor.Actors.Reporting;
using Consensoor.Actors.Signing;
using Consensoor.Interop.BeaconApi;
using Consensoor.Interop.Genesis;
using Consensoor.Interop.Keys;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Kzg;
using Serilog;

namespace Consensoor.Actors.Hosting;

/// <summary>
/// Runs validators on the beacon nodes of others: the actors of duties and signing as in a node, and in place of chain, production and
/// network those that ask over the Beacon API. Slashing protection lies in the data directory.
/// </summary>
public static class ValidatorsHost
{
    private const string Name = "validators";
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(2);

    /// <summary>Runs until it is cancelled; gives one of <see cref="ExitCodes"/>.</summary>
    public static Task<int> Run(ValidatorsOptions options, CancellationToken cancellation) =>
        NodeProcess.Guarded(options.Node.LogLevel, options.Error, cancellation, () => Start(options, cancellation));

    private static async Task Start(ValidatorsOptions options, CancellationToken cancellation)
    {
        var node = options.Node;
        var hocon = NodeHocon.Load("reference", node.ConfigFile, node.Settings);
        Logging.Apply(hocon.Config);
        NodeProcess.Warn(node.Warnings);
        var spec = RunHost.SpecOf(options.NetworkConfig, options.Preset);
        ChainReport.Log(spec, options.NetworkConfig ?? spec.Config.ConfigName);
        var listeners = new NodeListeners(IPAddress.Loopback, 0, node.MetricsHost, node.MetricsPort);
        CryptoSettings.Apply(hocon.Config);
        var consensoor = hocon.Config.GetConfig("consensoor");
        var proposers = ValidatorOptions.From(consensoor).Table(hocon.OriginOf);
        var keyOptions = KeyOptions.From(consensoor).With(node.DataDir);
        if (options.IsDistributed && keyOptions.DoppelgangerEpochs > 0)
        {
            throw new NodeStartException(
                "--distributed with consensoor.validators.doppelganger-epochs: the other shares of a key vote too, as they should");
        }

        using var keys = await ValidatorKeys.Open(keyOptions, hocon.OriginOf, node.DataDir, TimeProvider.System, cancellation);
        using var directory = DataDirectory.Take(node.DataDir, () => listeners.Check(1));
        var genesis = await GenesisOf(options.BeaconNodes, spec, cancellation);
        var settings = new RemoteSettings(spec, genesis.GenesisTime, genesis.GenesisValidatorsRoot)
        {
            IsDistributed = options.IsDistributed,
        };
        var protection = ValidatorsDirectory.Prepare(directory, settings);
        var signer = await keys.Join(Interop(options.InteropValidators), spec, DomainStates.At(settings, 0), cancellation);
        if (signer.Pubkeys.Count == 0)
        {
            throw new NodeStartException("there is no key to act for: --validator-keys, --web3signer-url or --interop-validators");
        }

        NodeProcess.Warn(hocon.Warnings);
        if (proposers.NamesBuilders)
        {
            Log.Warning(options.IsDistributed
                ? "builders are named: the nodes ask their own for headers of electra and fulu; none is asked for bids of gloas, which a "
                    + "share of a key cannot sign for"
                : "builders are named: the nodes ask those for bids of gloas, and for headers before it those of their own");
        }

        var kzg = new ManagedKzg();
        BeaconClient? client = null;
        var end = new TaskCompletionSource<NodeGivenUp>(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSerilog(Log.Logger);
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.Services.AddAkka(Name, (akka, _) => akka
            .AddHocon(hocon.Config, HoconAddMode.Replace)
            .ConfigureLoggers(static loggers =>
            {
                loggers.ClearLoggers();
                loggers.AddLoggerFactory();
            })
            .WithActors(async (system, _) =>
            {
                var observers = new NodeObservers(system);
                observers.Add(NodeEnd.Props(end), "end");
                observers.Add(NodeMetrics.Props(Name), "metrics");
                observers.Add(
                    ValidatorMetrics.Props(
                        Name,
                        signer.Pubkeys,
                        system.ActorSelection($"/user/{RemoteValidators.Name}/{NodeChildren.Signing}"),
                        system.ActorSelection($"/user/{RemoteValidators.Name}/{RemoteValidators.Duties}")),
                    "validator-metrics");
                await observers.HaveBegun();
                client = new BeaconClient(options.BeaconNodes, new SchedulerTime(system.Scheduler));
                RemoteValidators.Start(
                    system,
                    settings,
                    client,
                    signer,
                    protection,
                    proposers,
                    directory.OpenProposers(BeaconDirectory.Name),
                    kzg,
                    keyOptions.DoppelgangerEpochs > 0 ? new DoppelgangerWatch(keyOptions.DoppelgangerEpochs, isTold: true) : null);
            }));
        RuntimeMetrics.Apply(hocon.Config);
        await using var metrics = listeners.Metrics is { } address
            ? MetricsServer.Build(address, HttpLimits.From(consensoor))
            : null;
        await (metrics?.StartAsync(cancellation) ?? Task.CompletedTask);
        using var host = builder.Build();
        try
        {
            await host.StartAsync(cancellation);
            Log.Information(
                "{Version} acts for {Count} keys on {Nodes}", CommandLine.Version, signer.Pubkeys.Count, string.Join(", ", client!.Names));
            await NodeProcess.UntilEnd([end.Task], cancellation);
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
            client?.Dispose();
        }

        Log.Information("stopped");
    }

    private static IReadOnlyList<ValidatorKey> Interop((int First, int Count)? range) => range is var (first, count)
        ? [.. InteropGenesis.SecretKeys(first, count).Select((key, place) => new ValidatorKey((ulong)(first + place), key))]
        : [];

    /// <summary>Asks the nodes for their genesis, again and again until one tells that of the network.</summary>
    private static async Task<RemoteGenesis> GenesisOf(IReadOnlyList<Uri> urls, ChainSpec spec, CancellationToken cancellation)
    {
        using var client = new BeaconClient(urls, TimeProvider.System);
        using var timer = new PeriodicTimer(AskAgain);
        string? said = null;
        while (true)
        {
            var (genesis, problem) = await RemoteGenesis.Find(client, spec, AskAgain).WaitAsync(cancellation);
            if (genesis is not null)
            {
                return genesis;
            }

            if (problem != said)
            {
                said = problem;
                Log.Warning("no beacon node tells the genesis yet, and they are asked again: {Problem:l}", problem);
            }

            await timer.WaitForNextTickAsync(cancellation);
        }
    }
}
