using System.Buffers.Binary;
using Consensoor.Interop.Genesis;
using Consensoor.Interop.Keys;
using Consensoor.Interop.Keys.SlashingProtection;
using Consensoor.Interop.Storage;
using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Actors.Hosting;

/// <summary>
/// A devnet as version 0.1.0 left it: its plan and what the keys signed are values in the nodes' chain stores. Read once, to be taken over.
/// </summary>
internal sealed record OldDevnet(DevnetPlan Plan, IReadOnlyList<LiteDbChainStore> Stores)
{
    private const string Attestations = "slashing-protection/attestations";
    private const string Blocks = "slashing-protection/blocks";
    private const int EntryLength = 48 + 8 + 8 + 32;

    /// <summary>The nodes it has.</summary>
    public int Nodes => Stores.Count;

    /// <summary>
    /// Reads a directory; throws <see cref="ChainStoreException"/> where its stores do not belong together or one is none of version 0.1.0.
    /// </summary>
    public static OldDevnet Load(DataDirectory directory)
    {
        var stores = new List<LiteDbChainStore>();
        DevnetPlan? plan = null;
        foreach (var name in Enumerable.Range(0, directory.Nodes.Count).Select(DevnetDirectory.NameOf))
        {
            if (!directory.Nodes.Contains(name))
            {
                throw new ChainStoreException(
                    $"{directory.Path} has no plan, and the folders {string.Join(", ", directory.Nodes)}, which are not those of a devnet "
                        + $"of version 0.1.0");
            }

            var store = directory.OpenChain(name) as LiteDbChainStore;
            var own = (store is null ? null : DevnetPlan.Load(store))
                ?? throw new ChainStoreException($"{directory.Path} has no plan, and {name} is not a node of a devnet of version 0.1.0");
            stores.Add(store!);
            plan ??= own;
            if (own != plan)
            {
                throw new ChainStoreException(
                    $"{directory.Path}: {name} is of another devnet ({own}) than {DevnetDirectory.NameOf(0)} ({plan})");
            }
        }

        return new OldDevnet(plan!, stores);
    }

    /// <summary>How what is wanted differs from it, each with both values.</summary>
    public IReadOnlyList<string> DifferencesFrom(DevnetOptions options)
    {
        var differences = new List<string>();
        void Compare<T>(string what, T kept, T now)
        {
            if (!EqualityComparer<T>.Default.Equals(kept, now))
            {
                differences.Add(DirectoryPlan.Difference(what, kept, now));
            }
        }

        Compare("--nodes", Nodes, options.Nodes);
        Compare("--validators", Plan.Validators, options.Validators);
        Compare("--slot-ms", Plan.SlotMs, options.SlotMs);
        Compare("the first fork", DirectoryPlan.FirstFork(Plan.GloasFromGenesis), DirectoryPlan.FirstFork(options.GloasFromGenesis));
        return differences;
    }

    /// <summary>
    /// Moves what the keys signed to the slashing protection of the node that has them now. Another --nodes may have signed with them in
    /// any folder, so that each node is given what all of them know of its keys. Doing it again, after being cut off, changes nothing.
    /// </summary>
    public void Adopt(DataDirectory directory, DevnetOptions options, ChainGenesis genesis)
    {
        var histories = Stores.SelectMany(Histories).ToArray();
        var root = genesis.State.GenesisValidatorsRoot;
        for (var node = 0; node < Nodes; node++)
        {
            var (first, count) = options.ShareOf(node);
            var keys = new LocalSigner(ManagedBls.Shared, InteropGenesis.SecretKeys(first, count)).Pubkeys.ToHashSet();
            using var protection = SqliteSlashingProtection.Open(directory.ProtectionOf(DevnetDirectory.NameOf(node)), root);
            protection.Import(new Interchange(root, [.. histories.Where(history => keys.Contains(history.Pubkey))]));
        }

        foreach (var store in Stores)
        {
            store.FinishUpgrade();
        }
    }

    private static IEnumerable<KeyHistory> Histories(LiteDbChainStore store)
    {
        foreach (var (pubkey, _, slot, root) in Entries(store, Blocks))
        {
            yield return new KeyHistory(pubkey, [new SignedBlock(slot, root)], []);
        }

        foreach (var (pubkey, source, target, root) in Entries(store, Attestations))
        {
            yield return new KeyHistory(pubkey, [], [new SignedAttestation(source, target, root)]);
        }
    }

    private static List<(BLSPubkey Pubkey, ulong Source, ulong Target, Root SigningRoot)> Entries(LiteDbChainStore store, string name)
    {
        var bytes = store.GetValue(name) ?? [];
        if (bytes.Length % EntryLength != 0)
        {
            throw new ChainStoreException($"{name} has {bytes.Length} bytes, not a multiple of the {EntryLength} of an entry");
        }

        var entries = new List<(BLSPubkey, ulong, ulong, Root)>();
        for (ReadOnlySpan<byte> rest = bytes; rest.Length > 0; rest = rest[EntryLength..])
        {
            entries.Add((
                new BLSPubkey(rest[..48]),
                BinaryPrimitives.ReadUInt64LittleEndian(rest[48..]),
                BinaryPrimitives.ReadUInt64LittleEndian(rest[56..]),
                new Root(rest[64..EntryLength])));
        }

        return entries;
    }
}
