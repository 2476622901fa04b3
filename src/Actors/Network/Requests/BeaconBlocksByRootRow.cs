using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Network.Requests;

/// <summary>Blocks by their roots (`altair/p2p-interface.md#beaconblocksbyroot-v2`).</summary>
internal static class BeaconBlocksByRootRow
{
    public static RequestRow Row { get; } =
        new RequestRow<BeaconBlocksByRoot, SignedBeaconBlock>("beacon_blocks_by_root", (ForkName.Altair, 2))
        {
            Write = static (request, _) => RequestForms.WriteRoots(request.BlockRoots),
            Read = static (ssz, _) => RequestForms.ReadRoots(ssz) is { } roots ? new BeaconBlocksByRoot(roots) : null,
            Limit = static (spec, fork, request) =>
                RequestForms.Between((ulong)request.BlockRoots.Count, RequestForms.MaxBlocks(spec, fork), "blocks"),
            Most = static (_, request) => (ulong)request.BlockRoots.Count,
            SlotOf = static block => block.Message.Slot,
            Belongs = static (spec, request) =>
            {
                var left = request.BlockRoots.ToHashSet();
                return block => left.Remove(block.Message.HashTreeRoot(spec.Ssz(spec.ForkAtSlot(block.Message.Slot))))
                    ? null
                    : $"the block of slot {block.Message.Slot} was not asked for, or came before";
            },
            Serve = static (_, request) => new ServePlan(
                request.BlockRoots.Distinct().Select(static root => new ServeKey(root, null)),
                static stored => stored?.Block is { } block ? [block] : []),
        };
}
