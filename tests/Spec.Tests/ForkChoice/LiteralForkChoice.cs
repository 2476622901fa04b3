using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.Tests.ForkChoice;

/// <summary>
/// The head as the specification finds it (`phase0/fork-choice.md`, `gloas/fork-choice.md`), node by node, on a store's raw contents.
/// </summary>
internal sealed class LiteralForkChoice(Store store)
{
    private BeaconState JustifiedState => store.JustifiedState;

    private Slot CurrentSlot => (store.TimeMs - store.GenesisTimeMs) / store.Config.SlotDurationMs;

    private Epoch CurrentEpoch => CurrentSlot / store.Preset.SlotsPerEpoch;

    public ForkChoiceNode GetHead()
    {
        var justified = store.JustifiedCheckpoint.Root;
        var nodes = GetFilteredNodeTree();
        if (nodes.Count == 0)
        {
            return new ForkChoiceNode(justified, IsGloas(justified) ? PayloadStatus.Empty : PayloadStatus.Full);
        }

        var head = Entry(justified);
        while (true)
        {
            var children = GetNodeChildren(head).Where(nodes.Contains).ToArray();
            if (children.Length == 0)
            {
                return head;
            }

            head = children
                .OrderBy(GetWeight)
                .ThenBy(static child => child.Root.ToString(), StringComparer.Ordinal)
                .ThenBy(GetPayloadStatusTiebreaker)
                .Last();
        }
    }

    public List<ForkChoiceNode> GetFilteredNodeTree() => FilterNodeTree(Entry(store.JustifiedCheckpoint.Root));

    public Gwei GetWeight(ForkChoiceNode node)
    {
        if (IsPreviousSlotPayloadDecision(node))
        {
            return 0;
        }

        var boost = store.ProposerBoostRoot;
        var score = GetAttestationScore(node);
        return ShouldApplyProposerBoost() && IsAncestor(Entry(boost), node)
            ? score + CommitteeFraction(store.Config.ProposerScoreBoost)
            : score;
    }

    public Gwei GetAttestationScore(ForkChoiceNode node)
    {
        var state = JustifiedState;
        Gwei score = 0;
        for (var i = 0; i < state.Validators.Count; i++)
        {
            if (IsCounted(state, i)
                && i < store.LatestMessages.Length
                && store.LatestMessages[i] is { } message
                && store.Blocks.ContainsKey(message.Root)
                && !store.EquivocatingIndices.Contains((ulong)i)
                && IsAncestor(GetSupportedNode(message), node))
            {
                score += state.Validators[i].EffectiveBalance;
            }
        }

        return score;
    }

    public IEnumerable<ForkChoiceNode> GetNodeChildren(ForkChoiceNode node)
    {
        if (node.PayloadStatus != PayloadStatus.Pending)
        {
            return store.Blocks.Values
                .Where(block =>
                    block.Block.ParentRoot == node.Root && block.Slot > 0 && GetParentPayloadStatus(block.Block) == node.PayloadStatus)
                .Select(block => Entry(block.Root));
        }

        var empty = new ForkChoiceNode(node.Root, PayloadStatus.Empty);
        return store.Blocks[node.Root].Payload is null ? [empty] : [empty, new ForkChoiceNode(node.Root, PayloadStatus.Full)];
    }

    private static bool IsCounted(BeaconState state, int index) =>
        Predicates.IsActiveValidator(state.Validators[index], Accessors.GetCurrentEpoch(state)) && !state.Validators[index].Slashed;

    private bool IsGloas(Root root) => store.Blocks[root].Fork >= ForkName.Gloas;

    private ForkChoiceNode Entry(Root root) => new(root, IsGloas(root) ? PayloadStatus.Pending : PayloadStatus.Full);

    private PayloadStatus GetParentPayloadStatus(BeaconBlock block)
    {
        if (!IsGloas(block.ParentRoot))
        {
            return PayloadStatus.Full;
        }

        var parent = store.Blocks[block.ParentRoot].Block;
        return block.Body.SignedExecutionPayloadBid.Message.ParentBlockHash == parent.Body.SignedExecutionPayloadBid.Message.BlockHash
            ? PayloadStatus.Full
            : PayloadStatus.Empty;
    }

    private ForkChoiceNode GetAncestor(ForkChoiceNode node, Slot slot)
    {
        var block = store.Blocks[node.Root].Block;
        return block.Slot > slot ? GetAncestor(new ForkChoiceNode(block.ParentRoot, GetParentPayloadStatus(block)), slot) : node;
    }

    private bool IsAncestor(ForkChoiceNode node, ForkChoiceNode ancestor)
    {
        var found = GetAncestor(node, store.Blocks[ancestor.Root].Slot);
        return found.Root == ancestor.Root
            && (found.PayloadStatus == ancestor.PayloadStatus || ancestor.PayloadStatus == PayloadStatus.Pending);
    }

    private ForkChoiceNode GetSupportedNode(LatestMessage message)
    {
        if (!IsGloas(message.Root) || store.Blocks[message.Root].Slot >= message.Slot)
        {
            return Entry(message.Root);
        }

        return new ForkChoiceNode(message.Root, message.PayloadPresent ? PayloadStatus.Full : PayloadStatus.Empty);
    }

    private Gwei CommitteeFraction(ulong percent)
    {
        var state = JustifiedState;
        Gwei total = 0;
        for (var i = 0; i < state.Validators.Count; i++)
        {
            total += IsCounted(state, i) ? state.Validators[i].EffectiveBalance : 0;
        }

        return Math.Max(total, store.Preset.EffectiveBalanceIncrement) / store.Preset.SlotsPerEpoch * percent / 100;
    }

    private bool IsHeadWeak(Root root)
    {
        var head = store.Blocks[root];
        var weight = GetAttestationScore(new ForkChoiceNode(root, PayloadStatus.Pending));
        for (ulong index = 0; index < Accessors.GetCommitteeCountPerSlot(head.State, head.Slot / store.Preset.SlotsPerEpoch); index++)
        {
            foreach (var member in Accessors.GetBeaconCommittee(head.State, head.Slot, index))
            {
                weight += store.EquivocatingIndices.Contains(member) ? JustifiedState.Validators[member].EffectiveBalance : 0;
            }
        }

        return weight < CommitteeFraction(store.Config.ReorgHeadWeightThreshold);
    }

    private bool ShouldApplyProposerBoost()
    {
        if (store.ProposerBoostRoot == default)
        {
            return false;
        }

        var block = store.Blocks[store.ProposerBoostRoot].Block;
        var parent = store.Blocks[block.ParentRoot].Block;
        return !IsGloas(store.ProposerBoostRoot)
            || parent.Slot + 1 < block.Slot
            || !IsHeadWeak(block.ParentRoot)
            || !store.Blocks.Any(other => other.Value.IsPtcTimely
                && other.Value.Block.ProposerIndex == parent.ProposerIndex
                && other.Value.Slot + 1 == block.Slot
                && other.Key != block.ParentRoot);
    }

    private bool IsPreviousSlotPayloadDecision(ForkChoiceNode node) =>
        IsGloas(node.Root) && store.Blocks[node.Root].Slot + 1 == CurrentSlot && node.PayloadStatus != PayloadStatus.Pending;

    private int GetPayloadStatusTiebreaker(ForkChoiceNode node)
    {
        if (!IsPreviousSlotPayloadDecision(node))
        {
            return (int)node.PayloadStatus;
        }

        return node.PayloadStatus == PayloadStatus.Empty ? 1 : ShouldExtendPayload(node.Root) ? 2 : 0;
    }

    private bool ShouldExtendPayload(Root root)
    {
        var block = store.Blocks[root];
        if (block.Payload is null || (block.Fork >= ForkName.Heze && block.PayloadInclusionListSatisfaction != true))
        {
            return false;
        }

        var isTimely = block.PayloadTimelinessVote!.ToArray().Count(static vote => vote == true) > (int)store.Preset.PtcSize / 2;
        var isAvailable = block.PayloadDataAvailabilityVote!.ToArray().Count(static vote => vote == true) > (int)store.Preset.PtcSize / 2;
        return (isTimely && isAvailable)
            || store.ProposerBoostRoot == default
            || store.Blocks[store.ProposerBoostRoot].Block.ParentRoot != root
            || GetParentPayloadStatus(store.Blocks[store.ProposerBoostRoot].Block) == PayloadStatus.Full;
    }

    private List<ForkChoiceNode> FilterNodeTree(ForkChoiceNode node)
    {
        var children = GetNodeChildren(node).ToArray();
        if (children.Length > 0)
        {
            var viable = children.SelectMany(FilterNodeTree).ToList();
            return viable.Count > 0 ? [.. viable, node] : [];
        }

        var block = store.Blocks[node.Root];
        var votingSource =
            CurrentEpoch > block.Slot / store.Preset.SlotsPerEpoch ? block.UnrealizedJustification : block.JustifiedCheckpoint;
        var (justified, finalized) = (store.JustifiedCheckpoint, store.FinalizedCheckpoint);
        var isCorrectJustified = justified.Epoch == 0 || votingSource.Epoch == justified.Epoch || votingSource.Epoch + 2 >= CurrentEpoch;
        var isCorrectFinalized =
            finalized.Epoch == 0 || finalized.Root == GetAncestor(Entry(node.Root), finalized.Epoch * store.Preset.SlotsPerEpoch).Root;
        return isCorrectJustified && isCorrectFinalized ? [node] : [];
    }
}
