using Consensoor.Spec.Config;
using Consensoor.Spec.ForkChoice;

namespace Consensoor.Spec.Tests.ForkChoice;

/// <summary>
/// What the walk to ancestors asks of a block, by the block itself; kept when the store forgets it, as the specification never does.
/// </summary>
internal sealed record LiteralBlock(Root Root, Root ParentRoot, Slot Slot, PayloadStatus ParentPayloadStatus)
{
    /// <summary>Notes the blocks that have come into a store since.</summary>
    public static void Note(Store store, Dictionary<Root, LiteralBlock> known)
    {
        foreach (var block in store.Order.Where(block => !known.ContainsKey(block.Root)))
        {
            known.Add(
                block.Root, new LiteralBlock(block.Root, block.Block.ParentRoot, block.Slot, GetParentPayloadStatus(store, block)));
        }
    }

    private static PayloadStatus GetParentPayloadStatus(Store store, StoreBlock block)
    {
        if (!store.Blocks.TryGetValue(block.Block.ParentRoot, out var parent) || parent.Fork < ForkName.Gloas)
        {
            return PayloadStatus.Full;
        }

        var parentHash = block.Block.Body.SignedExecutionPayloadBid.Message.ParentBlockHash;
        return parentHash == parent.Block.Body.SignedExecutionPayloadBid.Message.BlockHash ? PayloadStatus.Full : PayloadStatus.Empty;
    }
}
