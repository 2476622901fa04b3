using Akka.Configuration;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Hosting;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Columns;

/// <summary>
/// What the actor of blobs goes by (`consensoor.blobs`, where bounds and rules stand). Anchor is the slot of the chain's anchor, from which
/// on a new node keeps blobs.
/// </summary>
internal sealed record BlobsSettings(
    ChainSpec Spec, SlotSchedule Schedule, Slot Anchor, long RecentBytes, int PrunedBlocks, int BackfillBlocks)
{
    /// <summary>Reads a node's settings.</summary>
    public static BlobsSettings From(NodeSettings node, Config consensoor) => new(
        node.Spec,
        new SlotSchedule(node.Spec, node.GenesisTime),
        node.Store.Anchor?.Slot ?? 0,
        1024L * consensoor.Positive("blobs.recent-kib"),
        consensoor.Positive("blobs.pruned-blocks"),
        consensoor.Positive("blobs.backfill-blocks"));
}
