using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Network.Requests;

/// <summary>
/// The blob sidecars of a range of slots of the head's chain (`deneb/p2p-interface.md#blobsidecarsbyrange-v1`,
/// `fulu/p2p-interface.md#blobsidecarsbyrange-v1`): none of slots that have none, before deneb and from fulu on.
/// </summary>
internal static class BlobSidecarsByRangeRow
{
    public static RequestRow Row { get; } = new RequestRow<BlobSidecarsByRange, BlobSidecar>("blob_sidecars_by_range", (ForkName.Deneb, 1))
    {
        Write = static (request, context) =>
            new BlobSidecarsByRangeRequest { StartSlot = request.StartSlot, Count = request.Count }.ToSsz(context),
        Read = static (ssz, context) => BlobSidecarsByRangeRequest.TryDecode(ssz, context, out var request, out _)
            ? new BlobSidecarsByRange(request.StartSlot, request.Count)
            : null,
        Limit = static (spec, _, request) => RequestForms.Between(request.Count, spec.Config.MaxRequestBlocksDeneb, "slots"),
        Most = static (spec, request) => request.Count * Math.Max(
            BlobSidecars.MaxBlobsPerBlock(spec.Config, ForkName.Deneb), BlobSidecars.MaxBlobsPerBlock(spec.Config, ForkName.Electra)),
        SlotOf = BlobRequests.SlotOf,
        Belongs = static (spec, request) =>
        {
            (Slot Slot, ulong Index, Root Block)? last = null;
            return sidecar =>
            {
                var root = BlobSidecars.RootOf(sidecar, spec.Ssz(ForkName.Deneb));
                var at = (Slot: BlobRequests.SlotOf(sidecar), sidecar.Index, Block: root);
                var why = at.Slot < request.StartSlot || at.Slot - request.StartSlot >= request.Count
                    ? $"blob {at.Index} of slot {at.Slot} was not asked for"
                    : BlobRequests.Impossible(spec, sidecar) ?? (last switch
                    {
                        { } before when (at.Slot, at.Index).CompareTo((before.Slot, before.Index)) <= 0 =>
                            $"blob {at.Index} of slot {at.Slot} after {before.Index} of {before.Slot}",
                        { } before when at.Slot == before.Slot && at.Block != before.Block => $"blobs of two blocks of slot {at.Slot}",
                        _ => null,
                    });
                last = at;
                return why;
            };
        },
        Serve = static (context, request) =>
        {
            // A slot whose blobs are not here must not be taken for one without: what is asked for is all here, or refused.
            if (request.StartSlot < BlobRequests.OldestServedSlot(context.Spec, context.Epoch))
            {
                return ServePlan.NotAvailable("blobs from before the range that is served");
            }

            var (deneb, fulu) = (BlobRequests.FirstServedSlot(context.Spec, context.Epoch), BlobRequests.End(context.Spec));
            var first = Math.Max(request.StartSlot, deneb);
            var end = Math.Min(request.StartSlot > Slot.MaxValue - request.Count ? Slot.MaxValue : request.StartSlot + request.Count, fulu);
            if (first >= end)
            {
                return new ServePlan([], static _ => []);
            }

            return context.EarliestBlobs > first
                ? ServePlan.NotAvailable($"this node has blobs from slot {context.EarliestBlobs} on")
                : new ServePlan(
                    context.Canonical(first, end - first).Select(static key => key with { Blobs = ColumnSet.All }), static _ => []);
        },
    };
}
