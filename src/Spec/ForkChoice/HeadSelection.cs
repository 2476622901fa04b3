using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.ForkChoice;

/// <summary>
/// The head and what decides about it (`phase0/fork-choice.md#get_head`, through payloads from gloas on). Weights, viability and the way to
/// the head come from <see cref="NodeTree"/>, which keeps them from change to change.
/// </summary>
public static class HeadSelection
{
    /// <summary>
    /// The head: from the justified block on the heaviest viable child, ties to the higher root and, between a block's payload outcomes, by
    /// <see cref="GetPayloadStatusTiebreaker"/>. Where no branch is viable, the justified block. O(blocks) after a change, then remembered.
    /// </summary>
    public static ForkChoiceNode GetHead(Store store) => store.Tree.Head ?? NoViableHead(store.Blocks[store.JustifiedCheckpoint.Root]);

    /// <summary>
    /// The weight of a node in Gwei: votes for it and its descendants, and the proposer boost (`phase0/fork-choice.md#get_weight`); 0 while
    /// its payload is decided by the tie-breaker.
    /// </summary>
    public static Gwei GetWeight(Store store, ForkChoiceNode node) =>
        IsPreviousSlotPayloadDecision(store, node) ? 0 : store.Tree.Weight(node);

    /// <summary>
    /// The weight of a node in Gwei by votes alone (`phase0/fork-choice.md#get_attestation_score`), as the justified state counts balances.
    /// </summary>
    public static Gwei GetAttestationScore(Store store, ForkChoiceNode node) => store.Tree.AttestationScore(node);

    /// <summary>
    /// The nodes of branches that agree with what is justified and finalized (`phase0/fork-choice.md#get_filtered_node_tree`), parents
    /// first.
    /// </summary>
    public static IReadOnlyList<ForkChoiceNode> GetFilteredNodeTree(Store store)
    {
        var nodes = new List<ForkChoiceNode>();
        var start = store.Blocks[store.JustifiedCheckpoint.Root].EntryNode;
        if (!store.Tree.IsViable(start))
        {
            return nodes;
        }

        nodes.Add(start);
        for (var i = 0; i < nodes.Count; i++)
        {
            nodes.AddRange(GetNodeChildren(store, nodes[i]).Where(store.Tree.IsViable));
        }

        return nodes;
    }

    /// <summary>The outcomes of a pending node, or the blocks on top of another (`phase0/fork-choice.md#get_node_children`).</summary>
    public static IEnumerable<ForkChoiceNode> GetNodeChildren(Store store, ForkChoiceNode node)
    {
        var block = store.Blocks[node.Root];
        if (node.PayloadStatus != PayloadStatus.Pending)
        {
            return block.Children.Where(child => child.ParentPayloadStatus == node.PayloadStatus).Select(static child => child.EntryNode);
        }

        var empty = new ForkChoiceNode(node.Root, PayloadStatus.Empty);
        return Payloads.IsPayloadVerified(store, node.Root) ? [empty, new ForkChoiceNode(node.Root, PayloadStatus.Full)] : [empty];
    }

    /// <summary>
    /// The checkpoint from which validators would vote if the block were the head (`phase0/fork-choice.md#get_voting_source`).
    /// </summary>
    public static Checkpoint GetVotingSource(Store store, Root blockRoot) =>
        GetVotingSource(store, store.Blocks[blockRoot], StoreTime.GetCurrentStoreEpoch(store));

    /// <summary>
    /// True for an outcome of a block of the previous slot, about which there are no votes yet
    /// (`gloas/fork-choice.md#new-is_previous_slot_payload_decision`).
    /// </summary>
    public static bool IsPreviousSlotPayloadDecision(Store store, ForkChoiceNode node)
    {
        var block = store.Blocks[node.Root];
        return block.HasPayloadStatus && block.Slot + 1 == StoreTime.GetCurrentSlot(store) && node.PayloadStatus != PayloadStatus.Pending;
    }

    /// <summary>The rank of a node among its block's outcomes (`gloas/fork-choice.md#new-get_payload_status_tiebreaker`).</summary>
    public static byte GetPayloadStatusTiebreaker(Store store, ForkChoiceNode node)
    {
        if (!IsPreviousSlotPayloadDecision(store, node))
        {
            return (byte)node.PayloadStatus;
        }

        if (node.PayloadStatus == PayloadStatus.Empty)
        {
            return 1;
        }

        return Payloads.ShouldExtendPayload(store, node.Root) ? (byte)2 : (byte)0;
    }

    /// <summary>
    /// True where the boosted block counts more (`gloas/fork-choice.md#new-should_apply_proposer_boost`): always before gloas; later not on
    /// top of a weak block of the previous slot whose proposer equivocated early.
    /// </summary>
    public static bool ShouldApplyProposerBoost(Store store)
    {
        if (!store.Blocks.TryGetValue(store.ProposerBoostRoot, out var block))
        {
            return false;
        }

        if (block.Fork < ForkName.Gloas
            || block.Parent is not { } parent
            || parent.Slot + 1 < block.Slot
            || !ProposerHead.IsHeadWeak(store, parent.Root))
        {
            return true;
        }

        foreach (var other in store.BlocksSince(parent.Slot))
        {
            if (other.Slot == parent.Slot
                && other.IsPtcTimely
                && other.Summary.ProposerIndex == parent.Summary.ProposerIndex
                && other != parent)
            {
                return false;
            }
        }

        return true;
    }

    internal static Checkpoint GetVotingSource(Store store, StoreBlock block, Epoch currentEpoch) =>
        currentEpoch > Misc.ComputeEpochAtSlot(store.Preset, block.Slot) ? block.UnrealizedJustification : block.JustifiedCheckpoint;

    private static ForkChoiceNode NoViableHead(StoreBlock justified) =>
        new(justified.Root, justified.HasPayloadStatus ? PayloadStatus.Empty : PayloadStatus.Full);
}
