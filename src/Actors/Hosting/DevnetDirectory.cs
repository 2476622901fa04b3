using Consensoor.Interop.Engine.Embedded;
using Consensoor.Interop.Genesis;
using Consensoor.Interop.Keys.SlashingProtection;
using Consensoor.Interop.Storage;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Transition.Helpers;
using Serilog;

namespace Consensoor.Actors.Hosting;

/// <summary>
/// A devnet in a data directory, made ready: the options and the directory agree, what version 0.1.0 wrote has been taken over, and each
/// node has its store and its slashing protection.
/// </summary>
internal sealed record DevnetDirectory(
    DevnetOptions Options,
    ChainSpec Spec,
    ChainGenesis Genesis,
    IReadOnlyList<IChainStore> Stores,
    IReadOnlyList<ISlashingProtection> Protections)
{
    /// <summary>The name of a node, and of its folder.</summary>
    public static string NameOf(int node) => $"node-{node}";

    /// <summary>
    /// Prepares a directory that this process owns; a new devnet's genesis is at a time. Throws <see cref="ChainStoreException"/> or
    /// <see cref="SlashingProtectionException"/> where it cannot be used as the options want; OperationCanceledException where it is
    /// cancelled while it makes the genesis, which may take minutes, and before it has written anything.
    /// </summary>
    public static DevnetDirectory Prepare(
        DataDirectory directory, DevnetOptions options, DateTimeOffset genesisTime, CancellationToken cancellation = default)
    {
        if (options.Reset)
        {
            Log.Information("--reset: the chains in {Folder} and what their keys signed are forgotten", directory.Path);
            directory.Forget();
        }

        var kept = DirectoryPlan.Load(directory.Path);
        var old = kept is null && directory.Nodes.Count > 0 ? OldDevnet.Load(directory) : null;
        options = options.Completed(
            kept?.Nodes ?? old?.Nodes,
            kept?.Validators ?? old?.Plan.Validators,
            kept?.SlotMs ?? old?.Plan.SlotMs,
            kept?.GloasFromGenesis ?? old?.Plan.GloasFromGenesis);
        var time = kept?.GenesisTime ?? old?.Plan.GenesisTime ?? (ulong)genesisTime.ToUnixTimeSeconds();
        if (kept is not null)
        {
            // Before the genesis is computed, which the options must not change.
            Refuse(directory, kept.DifferencesFrom(Shaped(kept, options), 0));
        }
        else if (old is not null)
        {
            Refuse(directory, old.DifferencesFrom(options));
        }

        var execution = EmbeddedExecutionLayer.Genesis(time);
        var spec = DevnetChain.Create(execution, options.SlotMs, options.GloasFromGenesis);
        var genesis = NodeProcess.Prepare(
            () => NodeStore.GenesisOf(InteropGenesis.Create(spec, options.Validators, time, execution, ManagedBls.Shared)), cancellation)
            .GetAwaiter()
            .GetResult();
        var plan = Shaped(DirectoryPlan.For(DirectoryPlan.Devnet, spec, genesis, options.Nodes), options);
        if (old is not null)
        {
            old.Adopt(directory, options, genesis);
            Log.Information("{Folder} is of version 0.1.0: its plan is completed, and its slashing protection moved", directory.Path);
            plan.Save(directory.Path);
        }
        else if (kept is null)
        {
            plan.Save(directory.Path);
        }

        var root = genesis.State.GenesisValidatorsRoot;
        List<ISlashingProtection> protections =
            [.. Enumerable.Range(0, options.Nodes).Select(node => directory.OpenProtection(NameOf(node), root))];
        List<IChainStore> stores =
            [.. Enumerable.Range(0, options.Nodes).Select(node => old?.Stores[node] ?? directory.OpenChain(NameOf(node)))];
        if (kept is not null)
        {
            Refuse(directory, kept.DifferencesFrom(plan, stores.Max(static store => store.Anchor?.Epoch ?? 0)));
            plan.Save(directory.Path);
        }

        stores.ForEach(store => NodeStore.WithGenesis(store, genesis));
        return new DevnetDirectory(options, spec, genesis, stores, protections);
    }

    private static DirectoryPlan Shaped(DirectoryPlan plan, DevnetOptions options) => plan with
    {
        Kind = DirectoryPlan.Devnet,
        Nodes = options.Nodes,
        Validators = options.Validators,
        SlotMs = options.SlotMs,
        GloasFromGenesis = options.GloasFromGenesis,
    };

    private static void Refuse(DataDirectory directory, IReadOnlyList<string> differences)
    {
        if (differences.Count > 0)
        {
            throw new ChainStoreException(
                $"{directory.Path} holds another devnet: {string.Join("; ", differences)}. Chain, keys and what they signed go together: "
                + "leave the option out, use another --data-dir, or forget everything with --reset");
        }
    }
}
