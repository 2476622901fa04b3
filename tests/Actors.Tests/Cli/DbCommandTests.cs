using Consensoor.Actors.Cli;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Simulation;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Interop.Era;
using Consensoor.Interop.Storage;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Cli;

/// <summary>
/// `db` on the directory of a node that has run over all forks to gloas: each command does it, and says what it cannot do.
/// </summary>
public sealed partial class DbCommandTests : IDisposable
{
    private static readonly Lazy<string> Made = new(Make);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    private string Data => Path.Combine(_folder.FullName, "data");

    private string Config => Path.Combine(_folder.FullName, "config.yaml");

    public DbCommandTests()
    {
        foreach (var file in Directory.EnumerateFiles(Made.Value, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(_folder.FullName, Path.GetRelativePath(Made.Value, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_chain_is_inspected_and_verified_and_what_is_damaged_is_named()
    {
        var inspect = await Db("inspect");
        Assert.Equal(ExitCodes.Done, inspect.Code);
        Assert.Contains("beacon: sqlite", inspect.Output, StringComparison.Ordinal);
        Assert.Contains("history: from genesis on", inspect.Output, StringComparison.Ordinal);
        var verify = await Db("verify", "--network-config", Config);
        Assert.True(verify.Code == ExitCodes.Done, verify.Output + verify.Error);
        await CliRun.Refuses(Db("verify"), "--network-config");

        Root victim;
        byte[] bytes;
        using (var directory = DataDirectory.Take(Data))
        {
            var store = directory.OpenChain("beacon");
            victim = store.GetFinalizedRoot(20)!.Value;
            bytes = store.GetBlock(victim)!.Ssz;
        }

        // A bit of the signature, which no compression hides.
        var path = ChainStoreFiles.PathOf(Path.Combine(Data, "beacon"), ChainStoreEngine.Sqlite);
        var file = File.ReadAllBytes(path);
        var found = 0;
        for (int at; (at = file.AsSpan().IndexOf(bytes.AsSpan(20, 16))) > 0; found++)
        {
            file[at] ^= 4;
        }

        Assert.True(found > 0);
        File.WriteAllBytes(path, file);
        var damaged = await Db("verify", "--network-config", Config);
        Assert.Equal(ExitCodes.Refused, damaged.Code);
        Assert.Contains($"block {victim}", damaged.Output, StringComparison.Ordinal);
        Assert.Contains("db import", damaged.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_done_on_a_directory_that_is_in_use_or_none()
    {
        using (DataDirectory.Take(Data))
        {
            await CliRun.Refuses(Db("inspect"), "in use");
            await CliRun.Refuses(Db("reset", "--yes"), "in use");
        }

        await CliRun.Refuses(CliRun.Of("db", "inspect", "--data-dir", _folder.FullName + "/none"), "not a data directory");
        await CliRun.Refuses(Db("inspect", "--node", "other"), "other", "beacon");
    }

    [Fact]
    public async Task A_chain_is_pruned_to_a_stored_state_and_goes_on_from_there()
    {
        Assert.Equal(ExitCodes.Done, (await Db("prune", "--before", "40")).Code);
        using var directory = DataDirectory.Take(Data);
        var store = directory.OpenChain("beacon");
        var oldest = store.History!.Oldest;
        Assert.InRange(oldest, 1UL, 40UL);
        Assert.Equal(oldest, store.FindSnapshot(oldest)!.Slot);
        Assert.Null(store.GetFinalizedRoot(oldest - 1));
        Assert.NotNull(store.GetFinalizedRoot(oldest));
    }

    [Fact]
    public async Task Eras_are_written_and_read_below_a_checkpoint_and_behind_genesis()
    {
        var eras = Path.Combine(_folder.FullName, "eras");
        var export = await Db("export", "--to", eras, "--network-config", Config);
        Assert.True(export.Code == ExitCodes.Done, export.Error);
        string[] files = [.. Directory.EnumerateFiles(eras).Order(StringComparer.Ordinal)];
        Assert.Equal(2, files.Length);
        using var whole = DataDirectory.Take(Data);
        var store = whole.OpenChain("beacon");
        using (var file = File.OpenRead(files[1]))
        {
            var group = EraFile.Read(file);
            Assert.Equal(64UL, group.StateSlot);
            Assert.All(group.Blocks, block => Assert.Equal(block.Ssz, store.GetBlock(store.GetFinalizedRoot(block.Slot)!.Value)!.Ssz));
        }

        // Below a checkpoint: what was pruned comes again, with the state at the end of the era where a block is there.
        using (var other = DataDirectory.Take(Path.Combine(_folder.FullName, "other")))
        {
            Assert.True(Begin(other, store).History!.Oldest > 64);
        }

        var import = await Db("other", "import", "--from", eras, "--network-config", Config);
        Assert.True(import.Code == ExitCodes.Refused, import.Output + import.Error);
        Assert.Contains("an era is missing between", import.Error, StringComparison.Ordinal);

        // Behind genesis: the blocks are applied, and the last checkpoint of the era is the anchor.
        using (var fresh = DataDirectory.Take(Path.Combine(_folder.FullName, "fresh")))
        {
            var genesis = NodeStore.GenesisOf(TestGenesis(store));
            NodeStore.WithGenesis(fresh.OpenChain("beacon"), genesis);
        }

        import = await Db("fresh", "import", "--from", eras, "--network-config", Config);
        Assert.True(import.Code == ExitCodes.Done, import.Output + import.Error);
        using (var fresh = DataDirectory.Take(Path.Combine(_folder.FullName, "fresh")))
        {
            var filled = fresh.OpenChain("beacon");
            var anchor = filled.AnchorHead!;
            Assert.InRange(anchor.Slot, 48UL, 56UL);
            for (Slot slot = 1; slot <= anchor.Slot; slot++)
            {
                Assert.Equal(store.GetFinalizedRoot(slot), filled.GetFinalizedRoot(slot));
            }
        }

        var verify = await Db("fresh", "verify", "--network-config", Config);
        Assert.True(verify.Code == ExitCodes.Done, verify.Output + verify.Error);
    }

    /// <summary>A node that began at the first block behind an era has what lies before put in from a file.</summary>
    [Fact]
    public async Task An_era_fills_what_lies_below_the_oldest_block()
    {
        var eras = Path.Combine(_folder.FullName, "eras");
        Assert.Equal(ExitCodes.Done, (await Db("export", "--to", eras, "--network-config", Config)).Code);
        Dictionary<Slot, Root?> roots;
        using (var directory = DataDirectory.Take(Data))
        {
            var store = directory.OpenChain("beacon");
            roots = Enumerable.Range(1, 63).ToDictionary(static slot => (Slot)slot, slot => store.GetFinalizedRoot((Slot)slot));

            // What the era has, and nothing above it, is taken out.
            var first = store.FinalizedAfter(63, 1).Blocks[0];
            using var other = DataDirectory.Take(Path.Combine(_folder.FullName, "other"));
            var begun = other.OpenChain("beacon");
            var rows = store.FinalizedAfter(63, 100).Blocks;
            begun.PutHistory(new StoredHistory(first.Slot, first.ParentRoot), rows, []);
            begun.PutAnchor(store.Anchor!, [.. rows.Select(static row => row.Root)]);
        }

        var import = await Db("other", "import", "--from", eras, "--network-config", Config);
        Assert.True(import.Code == ExitCodes.Done, import.Output + import.Error);
        using var filled = DataDirectory.Take(Path.Combine(_folder.FullName, "other"));
        var chain = filled.OpenChain("beacon");
        Assert.All(roots, pair => Assert.Equal(pair.Value, chain.GetFinalizedRoot(pair.Key)));
    }

    [Fact]
    public async Task A_reset_keeps_what_the_keys_have_signed()
    {
        var signed = Path.Combine(Data, "beacon", "slashing-protection.db");
        File.WriteAllText(signed, "kept");
        await CliRun.Refuses(Db("reset"), "--yes");
        Assert.Equal(ExitCodes.Done, (await Db("reset", "--yes")).Code);
        Assert.Equal("kept", File.ReadAllText(signed));
        Assert.Null(ChainStoreFiles.Find(Path.Combine(Data, "beacon")));
    }

    private Task<CliRun> Db(string command, params string[] args) => command is "other" or "fresh"
        ? CliRun.Of(["db", args[0], "--data-dir", Path.Combine(_folder.FullName, command), .. args[1..]])
        : CliRun.Of(["db", command, "--data-dir", Data, .. args]);

    private static IChainStore Begin(DataDirectory directory, IChainStore store)
    {
        var anchor = store.Anchor!;
        var row = store.GetBlock(anchor.BlockRoot)!;
        var begun = directory.OpenChain("beacon");
        begun.PutHistory(new StoredHistory(row.Slot, row.ParentRoot), [row], []);
        begun.PutAnchor(anchor, [row.Root]);
        return begun;
    }

    private static Consensoor.Spec.State.BeaconState TestGenesis(IChainStore store)
    {
        var snapshot = store.FindSnapshot(0)!;
        var context = Chain.Value.Ssz(snapshot.Fork);
        return Consensoor.Spec.State.BeaconState.TryDecode(store.ReadSnapshot(snapshot)!, context, out var state, out var error)
            ? state
            : throw new InvalidOperationException($"{error}");
    }

    private static readonly Lazy<ChainSpec> Chain = new(() =>
        ChainSpecs.Load(Path.Combine(Made.Value, "config.yaml"), out var error) ?? throw new InvalidOperationException(error));

    // One chain for all tests: 64 validators, a fork an epoch, till the second era is finalized.
    private static string Make()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        using var directory = DataDirectory.Take(Path.Combine(folder, "data"));
        using var world = SimulatedWorld.Create(11);
        var chain = TestNode.ChainFor(world, gloasFromGenesis: false);
        var store = directory.OpenChain("beacon");
        var node = DevnetNode.Start(world, new SimulatedNetwork(world), chain, new DevnetNodeOptions("beacon", store)
        {
            Validators = 64,
            Bls = RememberingBls.Shared,
            Hocon = "consensoor.storage.snapshot-slots = 16",
        });
        world.RunQuiet();
        TestNode.RunUntilSlot(world, 98);
        world.Stop(node.System, TimeSpan.FromMinutes(1));
        store.Flush();
        File.WriteAllText(Path.Combine(folder, "config.yaml"), chain.Spec.Config.ToYaml());
        return folder;
    }
}
