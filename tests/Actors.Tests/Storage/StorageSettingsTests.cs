using Akka.Configuration;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Storage;
using Consensoor.Interop.Storage;
using Xunit;

namespace Consensoor.Actors.Tests.Storage;

/// <summary>When a finalized state stays, what an engine is called, and which settings contradict each other.</summary>
public sealed class StorageSettingsTests
{
    private static readonly StorageSettings Settings = new(8, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2))
    {
        SnapshotSlots = 256,
        MaxSnapshotSlots = 8192,
        SnapshotBytes = 64 << 10,
    };

    [Theory]
    [InlineData(null, 32, 1_000_000_000, true)]
    [InlineData(0, 255, 100_000, false)]
    [InlineData(0, 256, 100_000, true)]
    [InlineData(0, 256, 150_000_000, false)]
    [InlineData(0, 2288, 150_000_000, false)]
    [InlineData(0, 2289, 150_000_000, true)]
    [InlineData(64, 8255, 10_000_000_000, false)]
    [InlineData(64, 8256, 10_000_000_000, true)]
    public void AStateStaysByTheSlotsSinceTheLastAndItsSize(int? last, int slot, long bytes, bool stays) =>
        Assert.Equal(stays, Settings.IsSnapshotDue((Slot?)(ulong?)last, (Slot)slot, bytes));

    [Fact]
    public void SettingsAreReadAndContradictionsRefused()
    {
        Assert.Equal(ChainStoreEngine.Sqlite, StorageSettings.EngineIn(Of("")));
        Assert.Equal(ChainStoreEngine.RocksDb, StorageSettings.EngineIn(Of("storage.engine = rocksdb")));
        Assert.Throws<ConfigurationException>(() => StorageSettings.EngineIn(Of("storage.engine = mysql")));
        Assert.True(StorageSettings.From(Of("")).KeepsAllBlocks);
        Assert.False(StorageSettings.From(Of("storage.blocks = retention")).KeepsAllBlocks);
        var refused = Assert.Throws<ConfigurationException>(
            () => StorageSettings.From(Of("storage.blocks = retention\nsync.backfill.reach = genesis")));
        Assert.Contains("storage.blocks", refused.Message, StringComparison.Ordinal);
        Assert.Contains("sync.backfill.reach", refused.Message, StringComparison.Ordinal);
    }

    private static Config Of(string consensoor) =>
        ConfigurationFactory.ParseString(consensoor).WithFallback(NodeConfig.Reference.GetConfig("consensoor"));
}
