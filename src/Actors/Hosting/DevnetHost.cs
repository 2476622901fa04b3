using System.Security.Cryptography;
using Akka.Actor;
using Consensoor.Actors.Network;
using Consensoor.Interop.Engine;
using Consensoor.Interop.Engine.Embedded;
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
    // Time for the nodes to start before the first slot.
    private static readonly TimeSpan GenesisDelay = TimeSpan.FromSeconds(5);

    /// <summary>Runs until it is cancelled; 0 after a clean stop, 1 where it cannot start.</summary>
    public static Task<int> Run(DevnetOptions options, CancellationToken cancellation) =>
        NodeProcess.Guarded(options.LogLevel, options.Error, cancellation, async () =>
        {
            var hocon = NodeHocon.Load("devnet", options.ConfigFile, options.Settings);
            using var directory = DataDirectory.Take(options.DataDir);
            var genesis = TimeProvider.System.GetUtcNow() + GenesisDelay;
            await Run(DevnetDirectory.Prepare(directory, options, genesis, cancellation), hocon, cancellation);
        });

    private static async Task Run(DevnetDirectory devnet, NodeHocon hocon, CancellationToken cancellation)
    {
        var options = devnet.Options;
        Log.Information(
            "devnet: {Nodes} node(s), {Validators} validators, {SlotMs} ms slots, genesis at {Genesis:u}, data in {DataDir}",
            options.Nodes,
            options.Validators,
            options.SlotMs,
            DateTimeOffset.FromUnixTimeSeconds((long)devnet.Genesis.State.GenesisTime),
            options.DataDir);
        var kzg = new ManagedKzg();
        IReadOnlyList<NodeSettings> Nodes(IActorRef hub) =>
            [.. Enumerable.Range(0, options.Nodes).Select(node => Settings(devnet, hub, kzg, node))];
        var listeners = new NodeListeners(options.BeaconApiHost, options.BeaconApiPort, options.MetricsHost, options.MetricsPort);
        await NodeProcess.Run(Nodes, hocon, listeners, cancellation);
    }

    private static NodeSettings Settings(DevnetDirectory devnet, IActorRef hub, IKzg kzg, int node)
    {
        var spec = devnet.Spec;
        var (first, count) = devnet.Options.ShareOf(node);
        var store = devnet.Stores[node];
        var execution = new EmbeddedExecutionLayer(spec, NodeStore.ExecutionAnchor(store, spec), new EmbeddedMempool(spec.Config));
        return new NodeSettings
        {
            Name = DevnetDirectory.NameOf(node),
            Spec = spec,
            Genesis = devnet.Genesis,
            Store = store,
            Protection = devnet.Protections[node],
            Execution = new EmbeddedEngine(execution),
            Gossip = new HubConnection(hub),
            Bls = ManagedBls.Shared,
            Kzg = kzg,
            Seed = RandomNumberGenerator.GetBytes(32),
            Validators = [.. InteropGenesis.SecretKeys(first, count).Select((key, i) => new ValidatorKey((ulong)(first + i), key))],
        };
    }
}
