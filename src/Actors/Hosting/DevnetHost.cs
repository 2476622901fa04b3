using System.Security.Cryptography;
using Akka.Actor;
using Akka.Configuration;
using Consensoor.Actors.Builders;
using Consensoor.Actors.Faults;
using Consensoor.Actors.Network;
using Consensoor.Actors.Storage;
using Consensoor.Interop.Builders;
using Consensoor.Interop.Genesis;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Kzg;
using Serilog;

namespace Consensoor.Actors.Hosting;

/// <summary>
/// The embedded devnet: nodes of this process, each with its own store, execution layer and share of the interop validators.
/// </summary>
public static class DevnetHost
{
    // Time for the nodes to start before the first slot, on a machine that is quick.
    private static readonly TimeSpan GenesisDelay = TimeSpan.FromSeconds(5);

    // A machine that needs more loses the first slots, which says so in a line; nobody waits longer for the others.
    private static readonly TimeSpan MaxGenesisDelay = TimeSpan.FromSeconds(30);

    // What takes longer than this before the nodes start is the keys of many validators.
    private static readonly TimeSpan WithoutKeys = TimeSpan.FromSeconds(2);

    /// <summary>Runs until it is cancelled; 0 after a clean stop, 1 where it cannot start.</summary>
    public static Task<int> Run(DevnetOptions options, CancellationToken cancellation) =>
        NodeProcess.Guarded(options.LogLevel, options.Error, cancellation, () => Serve(options, null, cancellation));

    /// <summary>
    /// Runs until it is cancelled, with the log that the process has, and tells once the nodes have started. Throws what keeps it from
    /// starting or going on.
    /// </summary>
    internal static async Task Serve(DevnetOptions options, Action<IReadOnlyList<IHost>>? begun, CancellationToken cancellation)
    {
        var (clock, started) = (TimeProvider.System, TimeProvider.System.GetTimestamp());
        var hocon = NodeHocon.Load("devnet", options.ConfigFile, options.Settings);
        Logging.Apply(hocon.Config);
        NodeProcess.Warn(options.Warnings);
        await using var network = new ProcessNetwork();
        CryptoSettings.Apply(hocon.Config);
        using var directory = DataDirectory.Take(
            options.DataDir, () => ListenersOf(options).Check(DevnetDirectory.NodesOf(options)));
        directory.Engine = StorageSettings.EngineIn(hocon.Config.GetConfig("consensoor"));
        var devnet = DevnetDirectory.Prepare(
            directory, options, () => clock.GetUtcNow() + DelayOf(options.Nodes, clock.GetElapsedTime(started)), cancellation);
        await Run(devnet, network, hocon, begun, cancellation);
    }

    /// <summary>
    /// The time from now to the genesis of a new devnet, by how long the start has taken so far: on two cores with a load of sixteen one
    /// node was ready after 25 times as long, four after 34 times, since most of the program is compiled then. From 5 to 30 s, and the
    /// time of the keys, which are computed once more.
    /// </summary>
    internal static TimeSpan DelayOf(int nodes, TimeSpan elapsed)
    {
        var machine = elapsed < WithoutKeys ? elapsed : WithoutKeys;
        var start = Math.Clamp(((24 + (4 * nodes)) * machine).Ticks, GenesisDelay.Ticks, MaxGenesisDelay.Ticks);
        return TimeSpan.FromTicks(start) + (2 * (elapsed - machine));
    }

    private static NodeListeners ListenersOf(DevnetOptions options) =>
        new(options.BeaconApiHost, options.BeaconApiPort, options.MetricsHost, options.MetricsPort);

    private static async Task Run(
        DevnetDirectory devnet,
        ProcessNetwork network,
        NodeHocon hocon,
        Action<IReadOnlyList<IHost>>? begun,
        CancellationToken cancellation)
    {
        var options = devnet.Options;
        Log.Information(
            "devnet: {Nodes} node(s), {Validators} validators, {SlotMs} ms slots, genesis at {Genesis:u}, data in {DataDir}",
            options.Nodes,
            options.Validators,
            options.SlotMs,
            DateTimeOffset.FromUnixTimeSeconds((long)devnet.Genesis.State.GenesisTime),
            options.DataDir);
        _ = FaultSwitch.From(devnet.Spec, devnet.Genesis.State.GenesisValidatorsRoot, hocon.Config.GetConfig("consensoor"));
        var kzg = new ManagedKzg();
        using var builders = new HttpBuilderClient(devnet.Spec, TimeProvider.System);
        IReadOnlyList<NodeSettings> Nodes(IActorRef hub) =>
        [
            .. Enumerable.Range(0, options.Nodes)
                .Select(node => Settings(devnet, hub, kzg, node, hocon.Config.GetConfig("consensoor")) with { BuilderClient = builders }),
        ];
        await NodeProcess.Run(network, Nodes, hocon, ListenersOf(options), cancellation, begun: begun);
    }

    // Builders that bid differently, so that there is a highest bid; by the operator's own policy where there is one.
    private static BidPolicy BidsOf(int node, Config consensoor) => BidPolicy.From(consensoor) is { Kind: not BidPolicyKind.Off } policy
        ? policy
        : BidPolicy.Always((Gwei)consensoor.GetLong("builder.value") * (Gwei)(node + 1));

    private static NodeSettings Settings(DevnetDirectory devnet, IActorRef hub, IKzg kzg, int node, Config consensoor)
    {
        var spec = devnet.Spec;
        var (first, count) = devnet.Options.ShareOf(node);
        var store = devnet.Stores[node];
        return new NodeSettings
        {
            Name = DevnetDirectory.NameOf(node),
            Spec = spec,
            Genesis = devnet.Genesis,
            Store = store,
            Columns = devnet.Columns[node],
            Blobs = devnet.Blobs[node],
            BidStore = devnet.Bids[node],
            Disk = devnet.Disks[node],
            Protection = devnet.Protections[node],
            Execution = EmbeddedExecution.Of(spec, store, kzg, consensoor),
            Gossip = new HubConnection(hub),
            Bls = ManagedBls.Shared,
            Kzg = kzg,
            Seed = RandomNumberGenerator.GetBytes(32),
            Proposers = ValidatorOptions.From(consensoor).Table(static path => path),
            Validators =
            [
                .. InteropGenesis.SecretKeys(first, count).Select((key, i) => new ValidatorKey((ulong)(first + i), key)
                {
                    Pubkey = devnet.Genesis.State.Validators[first + i].Pubkey,
                }),
            ],
            BuilderKeys = node < devnet.Options.Builders ? InteropGenesis.SecretKeys(devnet.Options.Validators + node, 1) : [],
            Bids = node < devnet.Options.Builders ? BidsOf(node, consensoor) : null,
        };
    }
}
