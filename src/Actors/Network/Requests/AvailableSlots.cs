using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Network.Requests;

/// <summary>Says from which slot on this node can serve what peers may ask for.</summary>
internal static class AvailableSlots
{
    /// <summary>
    /// Returns `earliest_available_slot` (`fulu/p2p-interface.md#status-v2`). Blocks are kept from genesis on, so that it is 0 where all
    /// columns of `data_column_serve_range` are at hand, else the slot from which all are.
    /// </summary>
    public static Slot Earliest(ChainSpec spec, Slot now, ChainView? view, ColumnArchive columns)
    {
        var epoch = Misc.ComputeEpochAtSlot(spec.Preset, now);
        if (epoch < spec.Config.FuluForkEpoch)
        {
            return 0;
        }

        var complete = Math.Max(columns.CompleteFrom, view is null ? 0 : AfterLastIncomplete(spec, now, view, columns));

        // The block of genesis has no columns.
        return complete <= Math.Max(1, ColumnRequests.FirstServedSlot(spec, epoch)) ? 0 : complete;
    }

    // Columns of blocks that were fetched are not archived. Those of the present slot may still come.
    private static Slot AfterLastIncomplete(ChainSpec spec, Slot now, ChainView view, ColumnArchive columns)
    {
        for (var block = view.Blocks.GetValueOrDefault(view.Head.Root);
            block is not null && block.Slot >= columns.CompleteFrom;
            block = view.Blocks.GetValueOrDefault(block.ParentRoot))
        {
            if (block.Slot < now && HasColumns(spec, block) && columns.CountOf(block.Root) < (int)spec.Preset.NumberOfColumns)
            {
                return block.Slot + 1;
            }
        }

        return 0;
    }

    private static bool HasColumns(ChainSpec spec, ChainBlock block) =>
        block.Summary.HasBlobs && (block.HasEnvelope || spec.ForkAtSlot(block.Slot) < ForkName.Gloas);
}
