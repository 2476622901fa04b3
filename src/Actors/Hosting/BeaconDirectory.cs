using Consensoor.Interop.Genesis;
using Consensoor.Interop.Keys.SlashingProtection;
using Consensoor.Interop.Storage;
using Consensoor.Spec.Config;
using Serilog;

namespace Consensoor.Actors.Hosting;

/// <summary>The data directory of a single node, made ready.</summary>
internal static class BeaconDirectory
{
    /// <summary>The name of the node, and of its folder.</summary>
    public const string Name = "beacon";

    /// <summary>
    /// Prepares a directory that this process owns for a chain. Throws <see cref="ChainStoreException"/> or
    /// <see cref="SlashingProtectionException"/> where it cannot be used for it.
    /// </summary>
    public static (IChainStore Store, ISlashingProtection Protection) Prepare(DataDirectory directory, ChainSpec spec, ChainGenesis genesis)
    {
        var plan = DirectoryPlan.For(DirectoryPlan.Beacon, spec, genesis, 1);
        var root = genesis.State.GenesisValidatorsRoot;
        if (DirectoryPlan.Load(directory.Path) is not { } kept)
        {
            return Begin(directory, plan, genesis);
        }

        var protection = directory.OpenProtection(Name, root);
        var store = directory.OpenChain(Name);
        if (kept.DifferencesFrom(plan, store.Anchor?.Epoch ?? 0) is { Count: > 0 } differences)
        {
            throw new ChainStoreException($"{directory.Path} holds another chain: {string.Join("; ", differences)}");
        }

        plan.Save(directory.Path);
        return (NodeStore.WithGenesis(store, genesis), protection);
    }

    /// <summary>A new directory, or one of version 0.1.0, whose single node had no keys.</summary>
    private static (
        IChainStore Store, ISlashingProtection Protection) Begin(DataDirectory directory, DirectoryPlan plan, ChainGenesis genesis)
    {
        if (directory.Nodes.Any(static node => node != Name))
        {
            throw new ChainStoreException(
                $"{directory.Path} has no plan, and the folders {string.Join(", ", directory.Nodes)}, which are a devnet's");
        }

        var protection = directory.MakeProtection(Name, genesis.State.GenesisValidatorsRoot);
        var store = directory.OpenChain(Name);
        NodeStore.WithGenesis(store, genesis);
        if (store.IsOld)
        {
            Log.Information("{Folder} is of version 0.1.0: its plan is completed", directory.Path);
            store.FinishUpgrade();
        }

        plan.Save(directory.Path);
        return (store, protection);
    }
}
