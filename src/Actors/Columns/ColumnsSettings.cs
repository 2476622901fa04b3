using Akka.Configuration;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Hosting;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Columns;

/// <summary>What the actor of columns goes by (`consensoor.columns`, where bounds and rules stand).</summary>
internal sealed record ColumnsSettings(
    ChainSpec Spec,
    SlotSchedule Schedule,
    IReadOnlyList<BLSPubkey> Pubkeys,
    long RecentBytes,
    int PrunedBlocks,
    TimeSpan RecoveryWait,
    TimeSpan RecoverySpread,
    int Recoveries,
    int BackfillBlocks,
    int Seed,
    bool IsSupernode)
{
    /// <summary>Reads a node's settings.</summary>
    public static ColumnsSettings From(NodeSettings node, Config consensoor) => new(
        node.Spec,
        new SlotSchedule(node.Spec, node.GenesisTime),
        node.Signer.Pubkeys,
        1024L * consensoor.Positive("columns.recent-kib"),
        consensoor.Positive("columns.pruned-blocks"),
        consensoor.GetTimeSpan("columns.recovery-wait"),
        consensoor.GetTimeSpan("columns.recovery-spread"),
        consensoor.Positive("columns.recoveries"),
        consensoor.Positive("columns.backfill-blocks"),
        System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(node.Seed.Span),
        node.IsSupernode);
}
