using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Network.Requests;

/// <summary>The blocks of a range of slots of the head's chain (`altair/p2p-interface.md#beaconblocksbyrange-v2`).</summary>
internal static class BeaconBlocksByRangeRow
{
    public static RequestRow Row { get; } =
        new RequestRow<BeaconBlocksByRange, SignedBeaconBlock>("beacon_blocks_by_range", (ForkName.Altair, 2))
        {
            Write = static (request, context) =>
                new BeaconBlocksByRangeRequest { StartSlot = request.StartSlot, Count = request.Count, Step = 1 }.ToSsz(context),
            Read = static (ssz, context) => BeaconBlocksByRangeRequest.TryDecode(ssz, context, out var request, out _) && request.Step == 1
                ? new BeaconBlocksByRange(request.StartSlot, request.Count)
                : null,
            Limit = static (spec, fork, request) => RequestForms.Between(request.Count, RequestForms.MaxBlocks(spec, fork), "blocks"),
            Most = static (_, request) => request.Count,
            SlotOf = static block => block.Message.Slot,
            Belongs = static (spec, request) =>
            {
                var slots = RequestForms.Ascending(request.StartSlot, request.Count);
                Root? last = null;
                return block =>
                {
                    var message = block.Message;
                    var why = slots(message.Slot) ?? (last is { } parent && message.ParentRoot != parent
                        ? $"the block of slot {message.Slot} is no child of the one before"
                        : null);
                    last = why is null ? message.HashTreeRoot(spec.Ssz(spec.ForkAtSlot(message.Slot))) : last;
                    return why;
                };
            },
            Serve = static (context, request) => new ServePlan(
                context.Canonical(request.StartSlot, request.Count), static stored => stored?.Block is { } block ? [block] : []),
        };
}
