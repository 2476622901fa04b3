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
    IReadOnlyList<ISidecarStore> Columns,
    IReadOnlyList<ISidecarStore> Blobs,
    IReadOnlyList<ISidecarStore> Bids,
    IReadOnlyList<ISlashingProtection> Protections,
    IReadOnlyList<IReadOnlyList<DiskPlace>> Disks)
{
    /// <summary>The name of a node, and of its folder.</summary>
    public static string NameOf(int node) => $"node-{node}";

    /// <summary>
    /// Says how many nodes the devnet of a directory will have, before the directory is taken: what is given, else what it was made with.
    /// </summary>
    public static int NodesOf(DevnetOptions options)
    {
        if (options.Reset || !options.NotGiven.Contains("--nodes") || !Directory.Exists(options.DataDir))
        {
            return options.Nodes;
        }

        var kept = DirectoryPlan.Load(options.DataDir)?.Nodes ?? DataDirectory.NodesIn(options.DataDir).Count;
        return kept is > 0 and <= DevnetOptions.MaxNodes ? kept : options.Nodes;
    }

    /// <summary>
    /// Prepares a directory that this process owns; a new devnet's genesis is at a time. Throws <see cref="ChainStoreException"/> or
    /// <see cref="SlashingProtectionException"/> where it cannot be used as the options want; OperationCanceledException where it is
    /// cancelled while it makes the genesis, which may take minutes, and before it has written anything.
    /// </summary>
    public static DevnetDirectory Prepare(
        DataDirectory directory, DevnetOptions options, DateTimeOffset genesisTime, CancellationToken cancellation = default) =>
        Prepare(directory, options, () => genesisTime, cancellation);

    /// <summary>
    /// Prepares a directory as the other does; a new devnet asks for its genesis time when all that takes long and does not depend on it is
    /// done: the validators' keys, and a genesis state of the same shape.
    /// </summary>
    public static DevnetDirectory Prepare(
        DataDirectory directory, DevnetOptions options, Func<DateTimeOffset> genesisTime, CancellationToken cancellation = default)
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
            kept?.GloasFromGenesis ?? old?.Plan.GloasFromGenesis,
            kept is null && old is null ? null : kept?.Builders ?? 0);
        if (kept is not null)
        {
            // Before the genesis is computed, which the options must not change.
            Refuse(directory, kept.DifferencesFrom(Shaped(kept, options), 0));
        }
        else if (old is not null)
        {
            Refuse(directory, old.DifferencesFrom(options));
        }

        var known = kept?.GenesisTime ?? old?.Plan.GenesisTime;
        var (spec, genesis) = Begin(options, known, genesisTime, cancellation);
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
        NetworkFiles.Write(directory.Path, spec, genesis);
        List<ISidecarStore> columns = [.. Enumerable.Range(0, options.Nodes).Select(node => directory.OpenColumns(NameOf(node)))];
        List<ISidecarStore> blobs = [.. Enumerable.Range(0, options.Nodes).Select(node => directory.OpenBlobs(NameOf(node)))];
        List<ISidecarStore> bids = [.. Enumerable.Range(0, options.Nodes).Select(node => directory.OpenBids(NameOf(node)))];
        List<IReadOnlyList<DiskPlace>> disks = [.. Enumerable.Range(0, options.Nodes).Select(node => directory.PlacesOf(NameOf(node)))];
        return new DevnetDirectory(options, spec, genesis, stores, columns, blobs, bids, protections, disks);
    }

    // The chain of options, whose genesis time is known or asked for as late as can be.
    private static (ChainSpec Spec, ChainGenesis Genesis) Begin(
        DevnetOptions options, ulong? known, Func<DateTimeOffset> genesisTime, CancellationToken cancellation)
    {
        var pubkeys = InteropGenesis.Pubkeys(options.Validators, ManagedBls.Shared, cancellation);
        var builders = InteropGenesis.Builders(options.Validators, options.BuilderBalances, ManagedBls.Shared);
        if (known is not { } time)
        {
            _ = At(0);
            cancellation.ThrowIfCancellationRequested();
            time = (ulong)genesisTime().ToUnixTimeSeconds();
        }

        return At(time);

        (ChainSpec Spec, ChainGenesis Genesis) At(ulong second)
        {
            var execution = EmbeddedExecutionLayer.Genesis(second);
            var spec = DevnetChain.Create(execution, options.SlotMs, options.GloasFromGenesis);
            return (spec, NodeStore.GenesisOf(InteropGenesis.Create(spec, pubkeys, second, execution, ManagedBls.Shared, builders)));
        }
    }

    private static DirectoryPlan Shaped(DirectoryPlan plan, DevnetOptions options) => plan with
    {
        Kind = DirectoryPlan.Devnet,
        Nodes = options.Nodes,
        Validators = options.Validators,
        SlotMs = options.SlotMs,
        GloasFromGenesis = options.GloasFromGenesis,
        Builders = options.Builders > 0 ? options.Builders : null,
    };

    private static void Refuse(DataDirectory directory, IReadOnlyList<string> differences)
    {
        if (differences.Count > 0)
        {
            throw new ChainStoreException(
                $"{directory.Path} holds another devnet: {string.Join("; ", differences)}. Chain, keys and what they signed go together: "
                + "give the same options as before or none of them, use another --data-dir, or forget everything with --reset");
        }
    }
}
