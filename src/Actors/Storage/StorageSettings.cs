using Akka.Configuration;
using Consensoor.Actors.Hosting;
using Consensoor.Interop.Storage;

namespace Consensoor.Actors.Storage;

/// <summary>
/// Says how many writes may wait for the disk, how long before they are tried again, at first and at most, and what of the finalized past
/// stays (`consensoor.storage`, where the rules stand).
/// </summary>
public sealed record StorageSettings(int Unwritten, TimeSpan Retry, TimeSpan MaxRetry)
{
    private const string EnginePath = "storage.engine";

    /// <summary>The least number of slots between two states that stay.</summary>
    public int SnapshotSlots { get; init; } = 256;

    /// <summary>The number of slots after which a state stays whatever its size.</summary>
    public int MaxSnapshotSlots { get; init; } = 8192;

    /// <summary>The bytes that states may take for each slot.</summary>
    public long SnapshotBytes { get; init; } = 64 << 10;

    /// <summary>True where finalized blocks and payloads stay for ever.</summary>
    public bool KeepsAllBlocks { get; init; } = true;

    /// <summary>Blocks, and payloads, that are dropped in a slot.</summary>
    public int PrunedRows { get; init; } = 64;

    /// <summary>
    /// Reads the settings from `consensoor`; throws ConfigurationException where blocks are dropped that backfill would fetch again.
    /// </summary>
    public static StorageSettings From(Config consensoor)
    {
        var keepsAll = consensoor.GetString("storage.blocks") != "retention";
        if (!keepsAll && consensoor.GetString("sync.backfill.reach") == "genesis")
        {
            throw new ConfigurationException(
                "consensoor.storage.blocks = retention drops what consensoor.sync.backfill.reach = genesis fetches: change one of them");
        }

        return new StorageSettings(
            consensoor.Positive("storage.unwritten"), consensoor.GetTimeSpan("storage.retry"), consensoor.GetTimeSpan("storage.max-retry"))
        {
            SnapshotSlots = consensoor.Positive("storage.snapshot-slots"),
            MaxSnapshotSlots = consensoor.Positive("storage.max-snapshot-slots"),
            SnapshotBytes = consensoor.Positive("storage.snapshot-kib") * 1024L,
            KeepsAllBlocks = keepsAll,
            PrunedRows = consensoor.Positive("storage.pruned-rows"),
        };
    }

    /// <summary>What a new chain is kept in; throws ConfigurationException for a name that is none.</summary>
    public static ChainStoreEngine EngineIn(Config consensoor) => ChainStoreFiles.Parse(consensoor.GetString(EnginePath))
        ?? throw new ConfigurationException(
            $"consensoor.{EnginePath} is '{consensoor.GetString(EnginePath)}', and none of "
                + string.Join(", ", ChainStoreFiles.Names.Select(static name => name.Name)));

    /// <summary>
    /// True where a finalized state of so many bytes stays, the last one before it that did being of a slot, or none.
    /// </summary>
    public bool IsSnapshotDue(Slot? last, Slot slot, long bytes)
    {
        var wanted = Math.Max((ulong)SnapshotSlots, (ulong)((bytes + SnapshotBytes - 1) / SnapshotBytes));
        return last is not { } before || slot - before >= Math.Min(wanted, (ulong)MaxSnapshotSlots);
    }
}
