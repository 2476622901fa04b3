using Consensoor.Interop.Keys.SlashingProtection;
using Consensoor.Interop.Storage;
using Consensoor.Spec.Config;
using Consensoor.Spec.State;
using Serilog;

namespace Consensoor.Actors.Hosting;

/// <summary>The data directory of a single node, made ready.</summary>
internal static class BeaconDirectory
{
    /// <summary>The name of the node, and of its folder.</summary>
    public const string Name = "beacon";

    /// <summary>
    /// Prepares a directory that this process owns for a chain, which goes on from its own where it has one, and gives a state of it.
    /// Throws <see cref="ChainStoreException"/> or <see cref="SlashingProtectionException"/> where it cannot be used for it.
    /// </summary>
    public static (IChainStore Store, ISlashingProtection Protection, BeaconState State) Prepare(
        DataDirectory directory, ChainSpec spec, RunStart start)
    {
        if (DirectoryPlan.Load(directory.Path) is not { } kept)
        {
            RefuseDevnet(directory.Path);
            var old = DataDirectory.NodesIn(directory.Path).Contains(Name) ? directory.OpenChain(Name) : null;
            var state = start.State ?? (old?.Anchor is null ? null : NodeStore.OwnState(old, spec))
                ?? throw new ChainStoreException($"{directory.Path} has no plan: --genesis-state tells which chain it holds");
            var (begun, keys) = Begin(directory, old, PlanOf(spec, start, state), start, state);
            return (begun, keys, state);
        }

        if (!Root.TryParse(kept.GenesisValidatorsRoot, out var root))
        {
            throw new ChainStoreException($"{directory.Path} has a plan whose root of the genesis validators is none");
        }

        var protection = directory.OpenProtection(Name, start.State?.GenesisValidatorsRoot ?? root);
        var store = directory.OpenChain(Name);
        var known = start.State ?? NodeStore.OwnState(store, spec);
        var plan = PlanOf(spec, start, known);
        if (kept.DifferencesFrom(plan, store.Anchor?.Epoch ?? 0) is { Count: > 0 } differences)
        {
            throw new ChainStoreException($"{directory.Path} holds another chain: {string.Join("; ", differences)}");
        }

        (plan with { GenesisBlockRoot = plan.GenesisBlockRoot ?? kept.GenesisBlockRoot }).Save(directory.Path);
        return (WithStart(store, spec, start), protection, known);
    }

    private static DirectoryPlan PlanOf(ChainSpec spec, RunStart start, BeaconState state) =>
        DirectoryPlan.For(DirectoryPlan.Beacon, spec, state, start.Genesis?.BlockRoot, 1);

    private static IChainStore WithStart(IChainStore store, ChainSpec spec, RunStart start)
    {
        if (store.Anchor is null && start.Checkpoint is { } checkpoint)
        {
            return NodeStore.WithCheckpoint(store, checkpoint);
        }

        if (start.Genesis is { } genesis)
        {
            return NodeStore.WithGenesis(store, genesis);
        }

        if (start.Checkpoint is { State: var state } && NodeStore.OwnState(store, spec).GenesisValidatorsRoot is var own
            && own != state.GenesisValidatorsRoot)
        {
            throw new ChainStoreException(
                $"the store holds a chain with validators {own}, not {state.GenesisValidatorsRoot}");
        }

        return store;
    }

    /// <summary>
    /// Throws <see cref="ChainStoreException"/> for the directory of a devnet of version 0.1.0, which has no plan that says so.
    /// </summary>
    public static void RefuseDevnet(string path)
    {
        if (!Directory.Exists(path) || DirectoryPlan.IsIn(path))
        {
            return;
        }

        var nodes = DataDirectory.NodesIn(path);
        if (nodes.Any(static node => node != Name))
        {
            throw new ChainStoreException($"{path} has no plan, and the folders {string.Join(", ", nodes)}, which are a devnet's");
        }
    }

    /// <summary>A new directory, or one of version 0.1.0, whose single node had no keys.</summary>
    private static (IChainStore Store, ISlashingProtection Protection) Begin(
        DataDirectory directory, IChainStore? opened, DirectoryPlan plan, RunStart start, BeaconState state)
    {
        var protection = directory.MakeProtection(Name, state.GenesisValidatorsRoot);
        var store = opened ?? directory.OpenChain(Name);
        WithStart(store, state.Spec, start);
        if (store is LiteDbChainStore { IsOld: true } old)
        {
            Log.Information("{Folder} is of version 0.1.0: its plan is completed", directory.Path);
            old.FinishUpgrade();
        }

        plan.Save(directory.Path);
        return (store, protection);
    }
}
