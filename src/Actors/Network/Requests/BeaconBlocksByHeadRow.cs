using Consensoor.Actors.Sync;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Network.Requests;

/// <summary>
/// A block and its ancestors, downwards (`fulu/p2p-interface.md#beaconblocksbyhead-v1`). Of more than MAX_REQUEST_BLOCKS_DENEB that are
/// asked for, so many are given.
/// </summary>
internal static class BeaconBlocksByHeadRow
{
    /// <summary>Bytes of blocks beyond which an answer is heard no further: nobody has signed for what a stranger names.</summary>
    public const ulong MostBytes = 8 << 20;

    public static RequestRow Row { get; } =
        new RequestRow<BeaconBlocksByHead, SignedBeaconBlock>("beacon_blocks_by_head", (ForkName.Fulu, 1))
        {
            Write = static (request, context) =>
                new BeaconBlocksByHeadRequest { BeaconRoot = request.BeaconRoot, Count = request.Count }.ToSsz(context),
            Read = static (ssz, context) => BeaconBlocksByHeadRequest.TryDecode(ssz, context, out var request, out _)
                ? new BeaconBlocksByHead(request.BeaconRoot, request.Count)
                : null,
            Limit = static (_, _, request) => RequestForms.Between(request.Count, ulong.MaxValue, "blocks"),
            Most = Most,
            SlotOf = static block => block.Message.Slot,
            Belongs = Checker,
            IsEnough = IsEnough,
            Serve = Plan,
        };

    private static ulong Most(ChainSpec spec, BeaconBlocksByHead request) => Math.Min(request.Count, spec.Config.MaxRequestBlocksDeneb);

    private static Func<SignedBeaconBlock, string?> Checker(ChainSpec spec, BeaconBlocksByHead request)
    {
        var expected = request.BeaconRoot;
        Slot? last = null;
        return block =>
        {
            var message = block.Message;
            var root = message.HashTreeRoot(spec.Ssz(spec.ForkAtSlot(message.Slot)));
            var why = root != expected
                ? last is { } child
                    ? $"the block of slot {message.Slot} is not the parent of that of slot {child}"
                    : $"the block of slot {message.Slot} is not the one that was asked for"
                : message.Slot >= last ? $"slot {message.Slot} below slot {last}"
                : null;
            (expected, last) = (message.ParentRoot, message.Slot);
            return why;
        };
    }

    /// <summary>What goes on below a block that is known, or below finality, is not needed.</summary>
    private static bool IsEnough(SignedBeaconBlock block, ulong bytes, ChainView? view) => bytes >= MostBytes
        || (view is not null && (view.Blocks.ContainsKey(block.Message.ParentRoot) || block.Message.Slot <= view.OldestSlot));

    /// <summary>Goes from a block to its parent, as far as blocks have to be served; the block of genesis is none.</summary>
    private static ServePlan Plan(ServeContext context, BeaconBlocksByHead request)
    {
        var first = Retention.FirstSlot(context.Spec, context.Now);
        Root? next = request.BeaconRoot;

        IEnumerable<ServeKey> Keys()
        {
            while (next is { } root)
            {
                next = null;
                yield return new ServeKey(root, null);
            }
        }

        IEnumerable<object> Take(StoredBlock? stored)
        {
            if (stored?.Block is { } block && block.Message.Slot >= first)
            {
                next = block.Message.ParentRoot;
                yield return block;
            }
        }

        return new ServePlan(Keys(), Take) { IfEmpty = $"block {request.BeaconRoot} is not here, or older than blocks are served" };
    }
}
