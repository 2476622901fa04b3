using Consensoor.Spec.Config;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.ForkChoice;

/// <summary>
/// Who descends from whom (`phase0/fork-choice.md#helpers`, with payloads from gloas on). The roots asked for must be in the store
/// (KeyNotFoundException).
/// </summary>
public static class Ancestry
{
    /// <summary>
    /// The node of the same chain at or before a slot (`phase0/fork-choice.md#get_ancestor`). Below the oldest block kept, the root is what
    /// that block's state remembers, or zero. O(log blocks between).
    /// </summary>
    public static ForkChoiceNode GetAncestor(Store store, ForkChoiceNode node, Slot slot)
    {
        var block = store.Blocks[node.Root];
        while (block.Slot > slot)
        {
            if (block.Skip is { } skip && skip.Slot > slot)
            {
                block = skip;
                continue;
            }

            if (block.Parent is not { } parent)
            {
                return new ForkChoiceNode(RememberedRoot(block, slot), PayloadStatus.Pending);
            }

            node = new ForkChoiceNode(parent.Root, block.ParentPayloadStatus);
            block = parent;
        }

        return node;
    }

    /// <summary>
    /// True where a node is an ancestor of another or the same; a pending node is one of both its payload's outcomes
    /// (`phase0/fork-choice.md#is_ancestor`).
    /// </summary>
    public static bool IsAncestor(Store store, ForkChoiceNode node, ForkChoiceNode ancestor)
    {
        var found = GetAncestor(store, node, store.Blocks[ancestor.Root].Slot);
        return found.Root == ancestor.Root
            && (found.PayloadStatus == ancestor.PayloadStatus || ancestor.PayloadStatus == PayloadStatus.Pending);
    }

    /// <summary>
    /// The block that a checkpoint of an epoch would name in the chain of a block (`phase0/fork-choice.md#get_checkpoint_block`).
    /// </summary>
    public static Root GetCheckpointBlock(Store store, Root root, Epoch epoch) =>
        GetAncestor(store, store.Blocks[root].EntryNode, Misc.ComputeStartSlotAtEpoch(store.Preset, epoch)).Root;

    /// <summary>The node a vote is for (`phase0/fork-choice.md#get_supported_node`).</summary>
    public static ForkChoiceNode GetSupportedNode(Store store, LatestMessage message)
    {
        var block = store.Blocks[message.Root];
        return block.HasPayloadStatus && block.Slot < message.Slot
            ? new ForkChoiceNode(message.Root, message.PayloadPresent ? PayloadStatus.Full : PayloadStatus.Empty)
            : block.EntryNode;
    }

    /// <summary>
    /// The first slot at which an epoch's shuffling is settled (`phase0/fork-choice.md#compute_shuffling_lookahead_start_slot`).
    /// </summary>
    public static Slot ComputeShufflingLookaheadStartSlot(Preset preset, Epoch epoch) =>
        Misc.ComputeStartSlotAtEpoch(preset, Misc.SaturatingSub(epoch, preset.MinSeedLookahead));

    /// <summary>
    /// The last slot whose block decides an epoch's shuffling (`phase0/fork-choice.md#compute_shuffling_dependent_slot`).
    /// </summary>
    public static Slot ComputeShufflingDependentSlot(Preset preset, Epoch epoch) =>
        Misc.SaturatingSub(ComputeShufflingLookaheadStartSlot(preset, epoch), 1);

    /// <summary>
    /// The block that decides an epoch's shuffling in the chain of a block (`phase0/fork-choice.md#get_shuffling_dependent_root`).
    /// </summary>
    public static Root GetShufflingDependentRoot(Store store, Root root, Epoch epoch) =>
        GetAncestor(store, store.Blocks[root].EntryNode, ComputeShufflingDependentSlot(store.Preset, epoch)).Root;

    /// <summary>
    /// True where on some branch the block is, or could become, the last one at or before the slot
    /// (`gloas/fork-choice.md#new-is_valid_dependent_root`). Finds the head only where no child decides.
    /// </summary>
    public static bool IsValidDependentRoot(Store store, Root root, Slot dependentSlot) =>
        (store.Blocks.TryGetValue(root, out var block) && block.Children.Any(child => child.Slot > dependentSlot))
            || root == HeadSelection.GetHead(store).Root;

    private static Root RememberedRoot(StoreBlock block, Slot slot)
    {
        var length = block.State.Preset.SlotsPerHistoricalRoot;
        return block.Slot - slot <= length ? block.State.BlockRoots[slot % length] : default;
    }
}
