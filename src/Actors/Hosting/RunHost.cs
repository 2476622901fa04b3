using System.Security.Cryptography;
using Consensoor.Actors.Cli;
using Consensoor.Actors.Network;
using Consensoor.Interop.Engine;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Interop.Keys.SlashingProtection;
using Consensoor.Interop.Storage;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Hosting;

/// <summary>A node on a genesis that is given, without peers and validators: it follows nothing until the wire network is built, and serves what it has.</summary>
public static class RunHost
{
    /// <summary>Runs until it is cancelled; 0 after a clean stop, 1 where it cannot start.</summary>
    public static Task<int> Run(RunOptions options, CancellationToken cancellation) => NodeProcess.Guarded(options.LogLevel, async () =>
    {
        var spec = SpecOf(options);
        var genesis = NodeStore.GenesisOf(GenesisOf(options, spec));
        using var store = LiteDbChainStore.Open(NodeProcess.DatabaseOf(options.DataDir, "beacon"));
        NodeStore.WithGenesis(store, genesis);
        using var protection = SqliteSlashingProtection.Open(NodeProcess.ProtectionOf(options.DataDir, "beacon"), genesis.State.GenesisValidatorsRoot);
        var settings = new NodeSettings
        {
            Name = "beacon",
            Spec = spec,
            Genesis = genesis,
            Store = store,
            Protection = protection,
            Execution = new EmbeddedEngine(new EmbeddedExecutionLayer(spec, NodeStore.ExecutionAnchor(store, spec), new EmbeddedMempool(spec.Config))),
            Gossip = null!,
            Bls = ManagedBls.Shared,
            Kzg = new ManagedKzg(),
            Seed = RandomNumberGenerator.GetBytes(32),
        };
        await NodeProcess.Run(
            hub => [settings with { Gossip = new HubConnection(hub) }],
            NodeProcess.Hocon(options.ConfigFile, "reference"),
            options.BeaconApiPort,
            options.MetricsPort,
            cancellation);
    });

    private static ChainSpec SpecOf(RunOptions options)
    {
        var spec = ChainSpecs.Load(options.NetworkConfig ?? options.Preset?.ToLowerInvariant() ?? "mainnet", out var error) ?? throw new NodeStartException(error!);
        return options.Preset is null || options.Preset.Equals(spec.Preset.Name, StringComparison.OrdinalIgnoreCase)
            ? spec
            : throw new NodeStartException($"--preset {options.Preset} is not the PRESET_BASE '{spec.Preset.Name}' of {options.NetworkConfig}");
    }

    private static BeaconState GenesisOf(RunOptions options, ChainSpec spec)
    {
        if (options.GenesisState is not { } file)
        {
            throw new NodeStartException("--genesis-state is needed; without a command the embedded devnet makes its own");
        }

        if (CliFiles.ReadSsz(file, out var error) is not { } bytes)
        {
            throw new NodeStartException(error!);
        }

        if (!BeaconState.TryDecode(bytes, spec.Ssz(spec.ForkAt(Spec.Constants.GenesisEpoch)), out var state, out var sszError))
        {
            throw new NodeStartException($"{file} is no genesis state of {spec.ForkAt(Spec.Constants.GenesisEpoch)}: {sszError}");
        }

        state.Freeze();
        return state;
    }
}
