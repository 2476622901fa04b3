using System.Security.Cryptography;
using Akka.Actor;
using Consensoor.Actors.Network;
using Consensoor.Interop.Engine;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Interop.Genesis;
using Consensoor.Interop.Keys.SlashingProtection;
using Consensoor.Interop.Storage;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.State;
using Serilog;

namespace Consensoor.Actors.Hosting;

/// <summary>
/// The embedded devnet: nodes of this process, each with its own store, execution layer and share of the interop validators.
/// </summary>
public static class DevnetHost
{
    // Time for the nodes to start before the first slot.
    private static readonly TimeSpan GenesisDelay = TimeSpan.FromSeconds(5);

    /// <summary>Runs until it is cancelled; 0 after a clean stop, 1 where it cannot start.</summary>
    public static Task<int> Run(DevnetOptions options, CancellationToken cancellation) => NodeProcess.Guarded(options.LogLevel, options.Error, cancellation, async () =>
    {
        var hocon = NodeHocon.Load("devnet", options.ConfigFile, options.Settings);
        if (options.Reset)
        {
            Forget(options);
        }

        var stores = new List<IChainStore>();
        var protections = new List<ISlashingProtection>();
        try
        {
            for (var node = 0; node < options.Nodes; node++)
            {
                stores.Add(NodeProcess.OpenStore(options.DataDir, NameOf(node)));
            }

            await Run(options, hocon, stores, protections, cancellation);
        }
        finally
        {
            protections.ForEach(static protection => protection.Dispose());
            stores.ForEach(static store => store.Dispose());
        }
    });

    private static async Task Run(
        DevnetOptions options,
        NodeHocon hocon,
        List<IChainStore> stores,
        List<ISlashingProtection> protections,
        CancellationToken cancellation)
    {
        var plan = DevnetPlan.Load(stores[0]) ?? DevnetPlan.New(options, TimeProvider.System.GetUtcNow() + GenesisDelay);
        if (plan.Validators != options.Validators)
        {
            throw new NodeStartException($"{options.DataDir} holds a devnet of {plan.Validators} validators; --reset forgets it");
        }

        var execution = EmbeddedExecutionLayer.Genesis(plan.GenesisTime);
        var spec = DevnetChain.Create(execution, plan.SlotMs, plan.GloasFromGenesis);
        var genesis = NodeStore.GenesisOf(InteropGenesis.Create(spec, plan.Validators, plan.GenesisTime, execution, ManagedBls.Shared));
        stores.ForEach(store =>
        {
            NodeStore.WithGenesis(store, genesis);
            plan.Save(store);
        });
        for (var node = 0; node < options.Nodes; node++)
        {
            protections.Add(SqliteSlashingProtection.Open(NodeProcess.ProtectionOf(options.DataDir, NameOf(node)), genesis.State.GenesisValidatorsRoot));
        }

        Log.Information(
            "devnet: {Nodes} node(s), {Validators} validators, {SlotMs} ms slots, genesis at {Genesis:u}, data in {DataDir}",
            options.Nodes,
            plan.Validators,
            plan.SlotMs,
            DateTimeOffset.FromUnixTimeSeconds((long)plan.GenesisTime),
            options.DataDir);
        var kzg = new ManagedKzg();
        IReadOnlyList<NodeSettings> Nodes(IActorRef hub) =>
            [.. stores.Select((store, node) => Settings(options, spec, genesis, store, protections[node], hub, kzg, node))];
        var listeners = new NodeListeners(options.BeaconApiHost, options.BeaconApiPort, options.MetricsHost, options.MetricsPort);
        await NodeProcess.Run(Nodes, hocon, listeners, cancellation);
    }

    private static NodeSettings Settings(
        DevnetOptions options,
        ChainSpec spec,
        ChainGenesis genesis,
        IChainStore store,
        ISlashingProtection protection,
        IActorRef hub,
        IKzg kzg,
        int node)
    {
        var (first, count) = options.ShareOf(node);
        var execution = new EmbeddedExecutionLayer(spec, NodeStore.ExecutionAnchor(store, spec), new EmbeddedMempool(spec.Config));
        return new NodeSettings
        {
            Name = NameOf(node),
            Spec = spec,
            Genesis = genesis,
            Store = store,
            Protection = protection,
            Execution = new EmbeddedEngine(execution),
            Gossip = new HubConnection(hub),
            Bls = ManagedBls.Shared,
            Kzg = kzg,
            Seed = RandomNumberGenerator.GetBytes(32),
            Validators = [.. InteropGenesis.SecretKeys(first, count).Select((key, i) => new ValidatorKey((ulong)(first + i), key))],
        };
    }

    private static string NameOf(int node) => $"node-{node}";

    private static void Forget(DevnetOptions options)
    {
        for (var node = 0; node < options.Nodes; node++)
        {
            var folder = Path.GetDirectoryName(NodeProcess.DatabaseOf(options.DataDir, NameOf(node)))!;
            foreach (var file in Directory.EnumerateFiles(folder, "chain*.db")
                .Concat(Directory.EnumerateFiles(folder, "slashing-protection.db*")))
            {
                File.Delete(file);
            }
        }
    }
}
