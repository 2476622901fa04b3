using Consensoor.Interop.Genesis;
using Consensoor.Interop.Keys;
using Consensoor.Interop.Keys.SlashingProtection;
using Consensoor.Interop.Storage;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Bls;
using Serilog.Events;

namespace Consensoor.Actors.Hosting;

/// <summary>
/// Reads and adds to what the keys of a data directory have signed while no node runs on it: `protection export` and `protection import`.
/// </summary>
internal static class ProtectionDirectory
{
    /// <summary>
    /// Returns the history of all keys in a directory. Throws <see cref="ChainStoreException"/> or
    /// <see cref="SlashingProtectionException"/> where the directory has none, is in use or cannot be read.
    /// </summary>
    public static Interchange Export(string path)
    {
        using var directory = Take(path, mayBeNew: false);
        var plan = DirectoryPlan.Load(path)!;
        var root = RootOf(directory, plan);
        var keys = NodesOf(plan)
            .SelectMany(node => directory.OpenProtection(node, root).Export().Data)
            .GroupBy(static key => key.Pubkey)
            .Select(static key => new KeyHistory(
                key.Key,
                [.. key.SelectMany(static history => history.Blocks).Distinct().OrderBy(static block => block.Slot)],
                [.. key.SelectMany(static history => history.Attestations).Distinct().OrderBy(static vote => vote.Target)]));
        return new Interchange(root, [.. keys.OrderBy(static key => key.Pubkey.ToString(), StringComparer.Ordinal)]);
    }

    /// <summary>
    /// Adds an interchange to a directory: each key's history to the node that has the key, a key that no node of a devnet has to none.
    /// A directory that no node has run on is taken only with the genesis validators root of the chain it will be for. Throws as
    /// <see cref="Export"/> does, and for another chain's history; nothing is added then.
    /// </summary>
    public static ImportReport Import(string path, Interchange interchange, Root? newChain)
    {
        using var directory = Take(path, mayBeNew: newChain is not null);
        var plan = DirectoryPlan.Load(path);
        var root = plan is null ? newChain!.Value : RootOf(directory, plan);
        if (newChain is { } wanted && wanted != root)
        {
            throw new SlashingProtectionException($"{path} is of the chain with genesis validators {root}, not of {wanted}");
        }

        InterchangeChecks.ThrowIfForeign(interchange, root);
        if (plan?.Kind != DirectoryPlan.Devnet)
        {
            var protection = plan is null
                ? directory.MakeProtection(BeaconDirectory.Name, root)
                : directory.OpenProtection(BeaconDirectory.Name, root);
            return new ImportReport([(BeaconDirectory.Name, protection.Import(interchange))], []);
        }

        var options = OptionsOf(path) with { Nodes = plan.Nodes, Validators = plan.Validators ?? 0, SlotMs = plan.SlotMs ?? 0 };
        if (options.Problem() is { } problem)
        {
            throw new ChainStoreException($"the plan of {path} is not that of a devnet: {problem}");
        }

        var protections = NodesOf(plan).Select(node => (Node: node, Protection: directory.OpenProtection(node, root))).ToList();
        var taken = new List<(string Node, ImportCount Count)>();
        var left = interchange.Data;
        foreach (var ((node, protection), index) in protections.Select(static (node, index) => (node, index)))
        {
            var (first, count) = options.ShareOf(index);
            var builders = index < plan.Builders ? InteropGenesis.SecretKeys(options.Validators + index, 1) : [];
            var keys = new LocalSigner(ManagedBls.Shared, InteropGenesis.SecretKeys(first, count).Concat(builders)).Pubkeys.ToHashSet();
            taken.Add((node, protection.Import(interchange with { Data = [.. left.Where(key => keys.Contains(key.Pubkey))] })));
            left = [.. left.Where(key => !keys.Contains(key.Pubkey))];
        }

        return new ImportReport(taken, [.. left.Select(static key => key.Pubkey).Distinct()]);
    }

    // Nothing is made or locked in a folder that is no data directory, which a mistyped path may be.
    private static DataDirectory Take(string path, bool mayBeNew)
    {
        var isPlanned = DirectoryPlan.IsIn(path);
        var isOld = !isPlanned && Directory.Exists(path) && DataDirectory.NodesIn(path).Count > 0;
        if (!isPlanned && !isOld && !mayBeNew)
        {
            throw new ChainStoreException($"{path} is not a data directory: there is neither a plan (plan.json) nor a node's chain in it");
        }

        if (isOld)
        {
            Adopt(path);
        }

        return DataDirectory.Take(path);
    }

    // What the keys of a devnet of version 0.1.0 signed is moved to files of their own, as a start would do it.
    private static void Adopt(string path)
    {
        using var directory = DataDirectory.Take(path);
        if (directory.Nodes.Contains(BeaconDirectory.Name))
        {
            throw new ChainStoreException(
                $"{path} is of version 0.1.0, whose single node had no keys: start the node once with this version");
        }

        DevnetDirectory.Prepare(directory, OptionsOf(path), DateTimeOffset.UnixEpoch);
    }

    private static IEnumerable<string> NodesOf(DirectoryPlan plan) =>
        plan.Kind == DirectoryPlan.Devnet ? Enumerable.Range(0, plan.Nodes).Select(DevnetDirectory.NameOf) : [BeaconDirectory.Name];

    private static Root RootOf(DataDirectory directory, DirectoryPlan plan) => Root.TryParse(plan.GenesisValidatorsRoot, out var root)
        ? root
        : throw new ChainStoreException(
            $"{directory.Path}: '{ConfigError.Shown(plan.GenesisValidatorsRoot)}' of its plan is not a root of genesis validators");

    // A devnet as its directory has it.
    private static DevnetOptions OptionsOf(string path) => new(1, 1, 0, false, false, path, 0, 0, null, LogEventLevel.Fatal)
    {
        NotGiven = ["--nodes", "--validators", "--slot-ms", "--gloas-from-genesis", "--builders"],
    };
}
