using Consensoor.Actors.Cli;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Hosting.Databases;
using Consensoor.Interop.Storage;
using Consensoor.Interop.Storage.Keyed;
using Consensoor.Spec.Config;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Consensoor.Actors.Tests.Cli;

/// <content>What is damaged, missing, or of a version before.</content>
public sealed partial class DbCommandTests
{
    /// <summary>Version 0.1.0 kept in the chain's file what the keys have signed: that is not forgotten with it.</summary>
    [Fact]
    public async Task A_reset_does_not_forget_what_the_keys_signed_under_version_010()
    {
        var old = Path.Combine(_folder.FullName, "old");
        var node = Directory.CreateDirectory(Path.Combine(old, "node-0")).FullName;
        var chain = Path.Combine(node, "chain.db");
        File.WriteAllBytes(chain, TestData.Read("restart-skipped-checkpoint.chain.db"));
        await CliRun.Refuses(CliRun.Of("db", "reset", "--data-dir", old, "--yes"), "0.1.0", "start the node once");
        using (var store = LiteDbChainStore.Open(chain))
        {
            Assert.True(store.IsOld);
            Assert.NotNull(store.GetValue("slashing-protection/attestations"));
        }

        // One that cannot be read may be of it, unless what was signed is elsewhere.
        File.WriteAllText(chain, new string('x', 40_000));
        await CliRun.Refuses(CliRun.Of("db", "reset", "--data-dir", old, "--yes"), "chain.db", "slashing-protection.db");
        Assert.True(File.Exists(chain));
        File.WriteAllText(Path.Combine(node, "slashing-protection.db"), "kept");
        Assert.Equal(ExitCodes.Done, (await CliRun.Of("db", "reset", "--data-dir", old, "--yes")).Code);
        Assert.False(File.Exists(chain));
    }

    /// <summary>A block, a finalized root and a state that are damaged come again from an era file, and nothing else is taken.</summary>
    [Fact]
    public async Task An_era_mends_what_is_damaged_in_the_finalized_chain()
    {
        var eras = Path.Combine(_folder.FullName, "eras");
        Assert.Equal(ExitCodes.Done, (await Db("export", "--to", eras, "--network-config", Config)).Code);
        Slot[] damaged = [20, 21, 30];
        Dictionary<Slot, Root> roots;
        using (var directory = DataDirectory.Take(Data))
        {
            var store = directory.OpenChain("beacon");
            roots = damaged.ToDictionary(static slot => slot, slot => store.GetFinalizedRoot(slot)!.Value);
        }

        Damage("Blocks", roots[20].AsSpan().ToArray());
        Damage("Blocks", roots[21].AsSpan().ToArray());
        Damage("Finalized", KeyedRecord.Key(21UL));
        Damage("Finalized", KeyedRecord.Key(30UL));
        Assert.Equal(ExitCodes.Done, (await Db("inspect")).Code);
        var verify = await Db("verify", "--network-config", Config);
        Assert.Equal(ExitCodes.Refused, verify.Code);
        Assert.Contains(" are well", verify.Output, StringComparison.Ordinal);
        var import = await Db("import", "--from", eras, "--network-config", Config);
        Assert.True(import.Code == ExitCodes.Done, import.Output + import.Error);
        Assert.Contains("3 block(s) and 0 state(s) were new", import.Output, StringComparison.Ordinal);
        verify = await Db("verify", "--network-config", Config);
        Assert.True(verify.Code == ExitCodes.Done, verify.Output + verify.Error);
        using var mended = DataDirectory.Take(Data);
        var chain = mended.OpenChain("beacon");
        Assert.All(roots, pair => Assert.Equal(pair.Value, chain.GetFinalizedRoot(pair.Key)));
    }

    [Fact]
    public async Task Payloads_that_are_not_there_are_not_counted_and_the_oldest_block_stands_on_what_is_said()
    {
        Assert.Equal(ExitCodes.Done, (await Db("prune", "--before", "79")).Code);
        var (there, blocks) = (0, 0);
        using (var directory = DataDirectory.Take(Data))
        {
            var store = directory.OpenChain("beacon");
            var gloas = store.FinalizedAfter(0, 500).Blocks.Where(static row => row.Fork >= ForkName.Gloas).ToArray();
            (there, blocks) = (gloas.Count(row => store.GetEnvelope(row.Root) is not null), gloas.Length);
        }

        Assert.InRange(there, 1, blocks - 1);
        var verify = await Db("verify", "--network-config", Config);
        Assert.Contains($" {there} payload(s)", verify.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Done, verify.Code);
        using (var directory = DataDirectory.Take(Data))
        {
            var store = directory.OpenChain("beacon");
            store.PutHistory(store.History! with { Parent = new Root([.. new byte[31], 1]) }, [], []);
        }

        await CliRun.Refuses(Db("verify", "--network-config", Config), "damaged or missing");
    }

    [Fact]
    public void AStateIsMadeBeforeADamagedBlockAndNotBehindIt()
    {
        Root victim;
        using (var directory = DataDirectory.Take(Data))
        {
            victim = directory.OpenChain("beacon").GetFinalizedRoot(20)!.Value;
        }

        Damage("Blocks", victim.AsSpan().ToArray());
        using var taken = DataDirectory.Take(Data);
        var store = taken.OpenChain("beacon");
        Assert.Equal(19UL, new StoredStates(store, Chain.Value).At(19).State.Slot);
        var refused = Assert.Throws<ChainStoreException>(() => new StoredStates(store, Chain.Value).At(21));
        Assert.Contains($"{victim}", refused.Message, StringComparison.Ordinal);
    }

    private void Damage(string table, byte[] key)
    {
        var path = ChainStoreFiles.PathOf(Path.Combine(Data, "beacon"), ChainStoreEngine.Sqlite);
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"UPDATE {table} SET value = zeroblob(length(value)) WHERE key = $key";
        command.Parameters.AddWithValue("$key", key);
        Assert.Equal(1, command.ExecuteNonQuery());
    }
}
