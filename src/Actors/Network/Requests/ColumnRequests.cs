using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Network.Requests;

/// <summary>
/// Holds what both rows of columns need: slot and root of a column, the columns that may be asked for, the range that is served.
/// </summary>
internal static class ColumnRequests
{
    /// <summary>The slot of a column: its own from gloas on, its block header's before.</summary>
    public static Slot SlotOf(DataColumnSidecar column) => column.SignedBlockHeader?.Message.Slot ?? column.Slot;

    /// <summary>The root of a column's block.</summary>
    public static Root RootOf(ChainSpec spec, DataColumnSidecar column) =>
        column.SignedBlockHeader is { Message: var header } ? header.HashTreeRoot(spec.Ssz(ForkName.Fulu)) : column.BeaconBlockRoot;

    /// <summary>Why columns are none that may be asked for: none at all, one twice, one that does not exist.</summary>
    public static string? BadColumns(ChainSpec spec, IReadOnlyList<ColumnIndex> columns) =>
        RequestForms.Between((ulong)columns.Count, spec.Preset.NumberOfColumns, "columns")
        ?? (columns.Distinct().Count() != columns.Count ? "a column is asked for twice" : null)
        ?? (columns.Any(index => index >= spec.Preset.NumberOfColumns) ? "a column is asked for that does not exist" : null);

    /// <summary>
    /// Computes the first slot of `data_column_serve_range` (`fulu/p2p-interface.md#datacolumnsidecarsbyrange-v1`), 2^64-1 on a chain
    /// without fulu.
    /// </summary>
    public static Slot FirstServedSlot(ChainSpec spec, Epoch epoch)
    {
        var oldest = Misc.SaturatingSub(epoch, spec.Config.MinEpochsForDataColumnSidecarsRequests);
        var first = Math.Max(oldest, spec.Config.FuluForkEpoch);
        return first > Slot.MaxValue / spec.Preset.SlotsPerEpoch ? Slot.MaxValue : Misc.ComputeStartSlotAtEpoch(spec.Preset, first);
    }
}
