using System.Buffers.Binary;
using System.Net;
using System.Net.Quic;
using System.Security.Cryptography;
using Akka.Actor;
using Akka.Configuration;
using Consensoor.Actors.Api.Keymanager;
using Consensoor.Actors.Cli;
using Consensoor.Actors.Engine;
using Consensoor.Actors.Faults;
using Consensoor.Actors.Hosting.Keys;
using Consensoor.Actors.Network;
using Consensoor.Actors.Network.Discovery;
using Consensoor.Actors.Network.Wire;
using Consensoor.Actors.Signing;
using Consensoor.Actors.Storage;
using Consensoor.Interop.Builders;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Identity;
using Consensoor.Interop.Keys.Keystores;
using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.Storage;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Presets;
using Serilog;

namespace Consensoor.Actors.Hosting;

/// <summary>
/// Runs a node on a genesis that is given, with the peers of the real network that it is told of or that dial it.
/// </summary>
public static class RunHost
{
    /// <summary>Names the file of the node's key in the data directory.</summary>
    internal const string KeyFile = "p2p-key";

    /// <summary>Names the file of the metadata that peers were told last, in the data directory.</summary>
    internal const string MetaDataFile = "p2p-metadata";

    /// <summary>Names the file of the node's record, in the data directory.</summary>
    internal const string RecordFile = "p2p-record";

    /// <summary>Runs until it is cancelled; gives one of <see cref="ExitCodes"/>.</summary>
    public static Task<int> Run(RunOptions options, CancellationToken cancellation) =>
        NodeProcess.Guarded(options.Node.LogLevel, options.Error, cancellation, () => Serve(options, null, cancellation));

    /// <summary>Gives the chain that options name; throws <see cref="NodeStartException"/> where they name none.</summary>
    internal static ChainSpec SpecOf(string? networkConfig, string? preset)
    {
        if (networkConfig is null)
        {
            return Networks.Find(preset ?? Preset.Mainnet.Name)
                ?? throw new NodeStartException($"--preset: '{preset}' is not {CliText.PresetExpected}");
        }

        var spec = ChainSpecs.Load(networkConfig, out var error) ?? throw new NodeStartException($"--network-config: {error}");
        return preset is null || preset == spec.Preset.Name
            ? spec
            : throw new NodeStartException($"--preset {preset} is not the PRESET_BASE '{spec.Preset.Name}' of {networkConfig}");
    }

    private static void RefuseContradictions(RunOptions options)
    {
        if (RunContradictions.Of(options).FirstOrDefault() is { } problem)
        {
            throw new NodeStartException(problem);
        }
    }

    /// <summary>
    /// Runs until it is cancelled, with the log that the process has, and tells once the node has started. Throws what keeps it from
    /// starting or going on.
    /// </summary>
    internal static async Task Serve(RunOptions options, Action<IReadOnlyList<IHost>>? begun, CancellationToken cancellation)
    {
        var node = options.Node;
        var hocon = NodeHocon.Load("reference", node.ConfigFile, node.Settings);
        Logging.Apply(hocon.Config);
        RefuseContradictions(options);
        NodeProcess.Warn(node.Warnings);
        await using var network = new ProcessNetwork();
        var spec = SpecOf(options.NetworkConfig, options.Preset);
        ChainReport.Log(spec, options.NetworkConfig ?? spec.Config.ConfigName);
        var start = await RunStart.Find(options, spec, TimeProvider.System.GetUtcNow(), cancellation);
        var validators = start.State is { } known
            ? await NodeProcess.Prepare(() => InteropValidators.Find(known, options.InteropValidators), cancellation)
            : null;
        var listeners = NodeListeners.Of(node) with
        {
            P2p = options.P2pPort == 0 ? null : new IPEndPoint(options.P2pHost, options.P2pPort),
            Quic = QuicChoice.From(options, QuicListener.IsSupported),
            Keymanager = options.KeymanagerPort == 0 ? null : new IPEndPoint(options.KeymanagerHost, options.KeymanagerPort),
        };
        CryptoSettings.Apply(hocon.Config);
        var consensoor = hocon.Config.GetConfig("consensoor");
        var choice = ExecutionChoice.From(consensoor);
        var secret = choice.LoadSecret(hocon.OriginOf);
        var proposers = ValidatorOptions.From(consensoor).Table(hocon.OriginOf);
        var keyOptions = KeyOptions.From(consensoor).With(node.DataDir);
        using var keys = await ValidatorKeys.Open(keyOptions, hocon.OriginOf, node.DataDir, TimeProvider.System, cancellation);
        using var directory = DataDirectory.Take(node.DataDir, () => listeners.Check(1));
        directory.Engine = StorageSettings.EngineIn(consensoor);
        var (store, protection, state) = BeaconDirectory.Prepare(directory, spec, start);
        if (store.Anchor is { } anchor && options.RejectedRoots.Contains(anchor.BlockRoot))
        {
            throw new NodeStartException(
                $"--reject-root: {anchor.BlockRoot} is the finalized block of epoch {anchor.Epoch} that {node.DataDir} stands on; begin "
                    + "anew, with another --data-dir and --checkpoint-sync-url or --checkpoint-state");
        }

        validators ??= InteropValidators.Find(state, options.InteropValidators);
        var signer = await keys.Join(validators, spec, state, cancellation);
        var kzg = new ManagedKzg();
        var execution = choice.Make(
            spec, secret, EngineSettings.From(consensoor).Deadlines, () => EmbeddedExecution.Of(spec, store, kzg, consensoor));
        using var connection = execution as IDisposable;
        using var builders = new HttpBuilderClient(spec, TimeProvider.System);
        var settings = new NodeSettings
        {
            Name = BeaconDirectory.Name,
            Spec = spec,
            Genesis = start.Genesis,
            Known = state,
            RejectedRoots = options.RejectedRoots.ToHashSet(),
            Store = store,
            Columns = directory.OpenColumns(BeaconDirectory.Name),
            Blobs = directory.OpenBlobs(BeaconDirectory.Name),
            BidStore = directory.OpenBids(BeaconDirectory.Name),
            Disk = directory.PlacesOf(BeaconDirectory.Name),
            IsSupernode = options.IsSupernode,
            IsTellingEveryAttributes = options.EmitsPayloadAttributes,
            Protection = protection,
            Execution = execution,
            BuilderClient = builders,
            Gossip = null!,
            Bls = ManagedBls.Shared,
            Kzg = kzg,
            Seed = RandomNumberGenerator.GetBytes(32),
            Signer = signer,
            Proposers = proposers,
            ProposerStore = directory.OpenProposers(BeaconDirectory.Name),
            InteropPubkeys = keys.InteropPubkeys,
            KeystorePubkeys = keys.KeystorePubkeys,
            Doppelgangers = keyOptions.DoppelgangerEpochs > 0 ? new DoppelgangerWatch(keyOptions.DoppelgangerEpochs) : null,
            MetaData = new KeptInFile(Path.Combine(directory.Path, MetaDataFile)),
            MetaDataSequence = (ulong)TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(),
        };
        _ = FaultSwitch.From(spec, settings.GenesisValidatorsRoot, consensoor);
        if (validators.Count > 0)
        {
            Log.Information(
                "acts for {Count} interop validators, {First} to {Last}", validators.Count, validators[0].Index, validators[^1].Index);
        }

        if (choice is { Url: null, IsEmbedded: false })
        {
            Log.Warning(
                "without an execution layer (--engine-api-url) {Effect:l}",
                signer.Pubkeys.Count > 0 ? "validators do nothing from the merge on" : "payloads are followed that nobody has checked");
        }

        if (options.QuicPort is > 0 and var quic && listeners.Quic is null)
        {
            Log.Warning("QUIC does not listen here, --quic-port {Port} has no effect: {Reason}", quic, QuicChoice.Obstacle);
        }

        await using var wire = options.P2pPort == 0 ? null : await Listen(options, listeners.Quic, directory, settings, hocon.Config);
        await NodeProcess.Run(
            network,
            hub => [settings with { Gossip = wire as IGossipConnection ?? new HubConnection(hub), NodeId = wire?.NodeId }],
            hocon,
            listeners,
            cancellation,
            listeners.Keymanager is { } at ? Keymanager(options, at, keyOptions, keys, settings, consensoor) : null,
            begun);
    }

    private static Func<ActorSystem, WebApplication> Keymanager(
        RunOptions options, IPEndPoint at, KeyOptions keyOptions, ValidatorKeys keys, NodeSettings settings, Config consensoor)
    {
        var dataDir = options.Node.DataDir;
        var token = BearerToken.Load(options.KeymanagerTokenFile, dataDir);
        Log.Information(
            "keymanager API on {Address}; its token is in {File}",
            at,
            options.KeymanagerTokenFile ?? Path.Combine(dataDir, BearerToken.FileName));
        return system =>
        {
            ICanTell Child(string name) => system.ActorSelection($"/user/{Node.Name}/{name}");
            var import = new KeystoreImport(KeyFolder.Of(dataDir), new ScryptMemory(keyOptions.MemoryBytes), keyOptions.IsLocking);
            var manager = new KeyManager(keys, import, keys.Remotes!, dataDir, Child(NodeChildren.Signing));
            return KeymanagerApi.Build(at, HttpLimits.From(consensoor), token, new KeymanagerContext(
                settings.Spec, manager, Child(NodeChildren.Signing), Child(NodeChildren.Proposers), Child(NodeChildren.Chain)));
        };
    }

    private static async Task<Libp2pConnection> Listen(
        RunOptions options, IPEndPoint? quic, DataDirectory directory, NodeSettings settings, Config hocon)
    {
        var file = Path.Combine(directory.Path, KeyFile);
        var key = NodeKeyFile.LoadOrCreate(file, out var problem)
            ?? throw new NodeStartException($"the node's key: {problem}");
        var at = new IPEndPoint(options.P2pHost, options.P2pPort);
        var (seed, consensoor) = (BinaryPrimitives.ReadInt32LittleEndian(settings.Seed.Span), hocon.GetConfig("consensoor"));
        var wire = WireSettings.From(settings.Spec, settings.Known!, at, options.Peers, seed, consensoor) with { Quic = quic };
        var record = new KeptInFile(Path.Combine(directory.Path, RecordFile));
        var bootNodes = options.BootNodes.Count > 0 ? options.BootNodes : PublicNetwork.Find(options.NetworkConfig)?.BootNodes ?? [];
        var discovery = NodeDiscoverySettings.From(settings, wire, bootNodes, record, consensoor);
        foreach (var (text, reason) in discovery.BootNodes.Refused)
        {
            Log.Warning("the boot node {Node} is of no use here: {Reason}", text, reason);
        }

        try
        {
            return await Libp2pConnection.ListenAsync(
                wire with { Peers = [.. wire.Peers, .. discovery.BootNodes.Peers] }, discovery, key, CommandLine.Version);
        }
        catch (LinkException e)
        {
            throw new NodeStartException($"{(quic is null ? "--p2p-port" : "--p2p-port, --quic-port")}: {e.Message}");
        }
    }
}
