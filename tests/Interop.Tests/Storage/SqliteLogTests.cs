using Consensoor.Interop.Storage;
using Microsoft.Data.Sqlite;
using Xunit;
using static Consensoor.Interop.Tests.Storage.NoiseChain;

namespace Consensoor.Interop.Tests.Storage;

/// <summary>A power cut while SQLite's log is brought into its file.</summary>
public sealed class SqliteLogTests
{
    /// <summary>
    /// SQLite's log is brought into its file: until that is on disk, any of the file's sectors may be old or new beside the whole log, and
    /// then the log may be there or not.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void AfterAPowerCutWhileTheLogIsBroughtIntoTheFileSqliteHasWhatWasFlushed(int seed)
    {
        var random = new Random(seed);
        using var folder = new TemporaryFolder();
        var live = Directory.CreateDirectory(folder.File("live")).FullName;
        var (flushed, anchor) = (new StoredFiles(new Dictionary<string, byte[]>()), 0);
        using (var store = ChainStoreFiles.Open(live, ChainStoreEngine.Sqlite))
        {
            Fill(store, (_, at) => anchor = at);
            flushed = StoredFiles.Of(live);
        }

        const string file = "chain.sqlite", log = file + "-wal";
        var path = flushed.Write(folder);
        StoredFiles brought;
        using (var connection = new SqliteConnection($"Data Source={Path.Combine(path, file)};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA locking_mode = EXCLUSIVE; PRAGMA wal_checkpoint(FULL)";
            command.ExecuteNonQuery();
            brought = StoredFiles.Of(path);
        }

        Assert.NotEqual(flushed.Files[file], brought.Files[file]);
        Assert.Equal(flushed.Files[log], brought.Files[log]);
        for (var round = 0; round < 20; round++)
        {
            HoldsIn(flushed.CutBefore(brought, random));
        }

        HoldsIn(new StoredFiles(new Dictionary<string, byte[]>(brought.Files) { [log] = [] }));

        void HoldsIn(StoredFiles left)
        {
            var at = left.Write(folder);
            using (var store = ChainStoreFiles.Open(at, ChainStoreEngine.Sqlite))
            {
                Holds(store, Slots, anchor);
                store.Survey(static item => Assert.Null(item.Damage));
            }

            Directory.Delete(at, recursive: true);
        }
    }
}
