using Consensoor.Interop.Storage;
using Consensoor.Interop.Storage.Keyed;
using Consensoor.Spec.Config;
using LiteDB;
using Microsoft.Data.Sqlite;
using Xunit;
using static Consensoor.Interop.Tests.Storage.NoiseRows;

namespace Consensoor.Interop.Tests.Storage;

/// <summary>A damaged row, or what a killed process left, holds nothing up: what is pruned, found and written beside it goes on.</summary>
public sealed class DamagedRowTests
{
    private const int Slots = 48;

    [Fact]
    public void PruningGoesOverDamagedRowsAndHistoryEndsAtAWellBlock()
    {
        using var folder = new TemporaryFolder();
        Fill(folder);
        Damage(folder, KeyTable.Finalized, KeyedRecord.Key((Slot)3));
        Damage(folder, KeyTable.Finalized, KeyedRecord.Key((Slot)40));
        Damage(folder, KeyTable.Blocks, KeyedRecord.Key(RootOf(41)));
        Damage(folder, KeyTable.Snapshots, KeyedRecord.Key((Slot)16));
        using var store = Open(folder);
        Assert.Null(store.FindSnapshot(39));

        // Steps of five over 40 slots, and one more.
        for (var steps = 0; store.Prune(new StoredRetention(45, 45), 5); steps++)
        {
            Assert.True(steps < 20);
        }

        Assert.Equal(new StoredHistory(42, RootOf(41)), store.History);
        Assert.All(Enumerable.Range(1, 39), slot => Assert.Null(store.GetBlock(RootOf(slot))));
        Assert.Null(store.GetEnvelope(RootOf(3)));
        Assert.Null(store.GetEnvelope(RootOf(44)));
        Assert.NotNull(store.GetEnvelope(RootOf(45)));
        var left = new List<string>();
        store.Survey(item => left.AddRange(item.Damage is null ? [] : [item.Key]));
        Assert.Equal(2, left.Count);
    }

    [Fact]
    public void ARecordOfHistoryThatIsDamagedIsWrittenAnewByPruning()
    {
        using var folder = new TemporaryFolder();
        Fill(folder);
        using (var store = Open(folder))
        {
            store.PutHistory(new StoredHistory(1, RootOf(0)), [], []);
            Assert.False(store.Prune(new StoredRetention(0, 20), 100));
            store.Flush();
        }

        Damage(folder, KeyTable.Meta, KeyedRecord.Key("history"));
        Damage(folder, KeyTable.Meta, KeyedRecord.Key("payloads-from"));
        using var after = Open(folder);
        Assert.Throws<DamagedRecordException>(() => after.History);
        Assert.False(after.Prune(new StoredRetention(45, 45), 100));
        Assert.Equal(new StoredHistory(40, RootOf(39)), after.History);
        Assert.Null(after.GetEnvelope(RootOf(44)));
    }

    /// <summary>An epoch without a block finalizes the block before once more: its state is written again where it is damaged.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TheStateOfAnAnchorIsWrittenOnceUnlessItIsDamaged(bool isDamaged)
    {
        using var folder = new TemporaryFolder();
        var anchor = Anchor(8) with { StateSsz = new byte[3_000_000] };
        new Random(8).NextBytes(anchor.StateSsz);
        using (var store = Open(folder))
        {
            store.PutBlock(Block(8));
            store.PutAnchor(anchor, [RootOf(8)]);
        }

        if (isDamaged)
        {
            Damage(folder, KeyTable.StateParts, KeyedRecord.Key(8, 1));
        }

        using var again = Open(folder);
        var before = Bytes(folder);
        again.PutAnchor(anchor with { Epoch = 9 }, [RootOf(8)]);
        Assert.Equal(9UL, again.AnchorHead!.Epoch);
        Assert.Equal(anchor.StateSsz, again.Anchor!.StateSsz);
        Assert.Equal(isDamaged, Bytes(folder) - before > 2_000_000);
    }

    /// <summary>LiteDB writes states in many transactions: one that a killed process began is no hindrance, and does not stay.</summary>
    [Fact]
    public void AStateThatLiteDbWroteInPartIsWrittenAnew()
    {
        using var folder = new TemporaryFolder();
        using (var store = LiteDbChainStore.Open(folder.File("chain.db")))
        {
            store.PutBlock(Block(8));
            store.PutAnchor(Anchor(8), [RootOf(8)]);
            store.PutBlock(Block(16));
            store.PutAnchor(Anchor(16), [RootOf(16)]);
        }

        var state = Anchor(24).StateSsz;
        using (var database = new LiteDatabase(folder.File("chain.db")))
        {
            foreach (var slot in (int[])[24, 25])
            {
                using var stream = new MemoryStream(state);
                database.FileStorage.Upload($"state/{RootOf(slot)}", "state", stream);
            }

            Assert.Equal(1, database.GetCollection("_chunks").DeleteMany("_id.f = @0", $"state/{RootOf(24)}"));
        }

        using (var store = LiteDbChainStore.Open(folder.File("chain.db")))
        {
            store.PutBlock(Block(24));
            store.PutAnchor(Anchor(24), [RootOf(24)]);
            Assert.Equal(state, store.Anchor!.StateSsz);

            // A later epoch with the same block.
            store.PutAnchor(Anchor(24) with { Epoch = 4 }, [RootOf(24)]);
            Assert.Equal(4UL, store.AnchorHead!.Epoch);
            Assert.Equal(state, store.Anchor!.StateSsz);
        }

        using var left = new LiteDatabase(folder.File("chain.db"));
        Assert.Equal($"state/{RootOf(24)}", Assert.Single(left.FileStorage.FindAll()).Id);
        Assert.Equal(1, left.GetCollection("_chunks").Count());
    }

    /// <summary>No file says how much of the stack is taken: a key of any length is one more record that is damaged.</summary>
    [Fact]
    public void AKeyOfMegabytesIsNamedAndEndsNoProcess()
    {
        using var folder = new TemporaryFolder();
        Fill(folder);
        Run(folder, "INSERT INTO Meta (key, value) VALUES (zeroblob(16000000), zeroblob(8))");
        using var store = Open(folder);
        var damaged = new List<string>();
        store.Survey(item => damaged.AddRange(item.Damage is null ? [] : [item.Key]));
        Assert.InRange(Assert.Single(damaged).Length, 1, 400);
        Assert.NotNull(store.GetBlock(RootOf(20)));
    }

    private static IChainStore Open(TemporaryFolder folder) => ChainStoreFiles.Open(folder.Path, ChainStoreEngine.Sqlite);

    private static long Bytes(TemporaryFolder folder) => new DirectoryInfo(folder.Path).EnumerateFiles().Sum(static file => file.Length);

    private static void Fill(TemporaryFolder folder)
    {
        using var store = Open(folder);
        for (var slot = 1; slot <= Slots; slot++)
        {
            store.PutBlock(Block(slot));
            store.PutEnvelope(new StoredEnvelopeRow(RootOf(slot), (ulong)slot, ForkName.Gloas, [1]));
            if (slot % 8 == 0)
            {
                store.PutAnchor(Anchor(slot), [.. Enumerable.Range(0, 9).Select(back => RootOf(slot - back))], keepsFormer: slot % 24 == 0);
            }
        }
    }

    private static void Damage(TemporaryFolder folder, KeyTable table, byte[] key) =>
        Run(folder, $"UPDATE {table} SET value = zeroblob(length(value)) WHERE key = $key", key);

    private static void Run(TemporaryFolder folder, string text, byte[]? key = null)
    {
        using var connection = new SqliteConnection($"Data Source={folder.File("chain.sqlite")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = text;
        if (key is not null)
        {
            command.Parameters.AddWithValue("$key", key);
        }

        Assert.Equal(1, command.ExecuteNonQuery());
    }
}
