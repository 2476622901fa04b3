using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Network.Requests;

/// <summary>
/// Some columns of the blocks of a range of slots of the head's chain (`fulu/p2p-interface.md#datacolumnsidecarsbyrange-v1`).
/// </summary>
internal static class DataColumnSidecarsByRangeRow
{
    public static RequestRow Row { get; } = new RequestRow<DataColumnSidecarsByRange, DataColumnSidecar>(
        "data_column_sidecars_by_range", (ForkName.Fulu, 1))
    {
        Write = static (request, context) => new DataColumnSidecarsByRangeRequest
        {
            StartSlot = request.StartSlot,
            Count = request.Count,
            Columns = [.. request.Columns],
        }.ToSsz(context),
        Read = static (ssz, context) => DataColumnSidecarsByRangeRequest.TryDecode(ssz, context, out var request, out _)
            ? new DataColumnSidecarsByRange(request.StartSlot, request.Count, [.. request.Columns.AsSpan()])
            : null,
        Limit = static (spec, _, request) => RequestForms.Between(request.Count, spec.Config.MaxRequestBlocksDeneb, "slots")
            ?? ColumnRequests.BadColumns(spec, request.Columns),
        Most = static (_, request) => request.Count * (ulong)request.Columns.Count,
        SlotOf = ColumnRequests.SlotOf,
        Belongs = static (_, request) =>
        {
            var asked = request.Columns.ToHashSet();
            (Slot Slot, ColumnIndex Index)? last = null;
            return column =>
            {
                var at = (Slot: ColumnRequests.SlotOf(column), column.Index);
                var why = at.Slot < request.StartSlot || at.Slot - request.StartSlot >= request.Count || !asked.Contains(at.Index)
                    ? $"column {at.Index} of slot {at.Slot} was not asked for"
                    : last is { } before && at.CompareTo(before) <= 0
                    ? $"column {at.Index} of slot {at.Slot} after {before.Index} of {before.Slot}"
                    : null;
                last = at;
                return why;
            };
        },
        Serve = static (context, request) =>
        {
            if (request.StartSlot < ColumnRequests.FirstServedSlot(context.Spec, context.Epoch))
            {
                return ServePlan.NotAvailable("columns from before the range that is served");
            }

            if (request.StartSlot < context.EarliestColumns)
            {
                // Also where the range ends behind it: slots that are left out at its begin would be taken for slots without data.
                return ServePlan.NotAvailable($"this node has columns from slot {context.EarliestColumns} on");
            }

            var wanted = ColumnSet.Of(request.Columns);
            return new ServePlan(
                context.Canonical(request.StartSlot, request.Count).Select(key => key with { Columns = wanted }), static _ => []);
        },
    };
}
