using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.Tests.ForkChoice;

/// <summary>
/// The head as the specification finds it (`phase0/fork-choice.md`, `gloas/fork-choice.md`), node by node, on a store's raw contents at one
/// moment. What is asked for each node and is the same for all is found once.
/// </summary>
internal sealed class LiteralForkChoice
{
    private readonly Store _store;
    private readonly Dictionary<Root, LiteralBlock> _known;
    private readonly BeaconState _justifiedState;
    private readonly Lazy<(ForkChoiceNode Node, Gwei Balance)[]> _votes;
    private readonly Lazy<bool> _shouldApplyProposerBoost;

    /// <summary>Of a store, and of all blocks that it ever knew where it has forgotten some.</summary>
    public LiteralForkChoice(Store store, Dictionary<Root, LiteralBlock>? known = null)
    {
        _store = store;
        LiteralBlock.Note(store, _known = known ?? []);
        _justifiedState = store.JustifiedState;
        _votes = new(() => [.. GetVotes().GroupBy(
            static vote => vote.Node,
            static (node, votes) => (node, votes.Aggregate(0UL, static (sum, vote) => sum + vote.Balance)))]);
        _shouldApplyProposerBoost = new(ShouldApplyProposerBoost);
    }

    private Slot CurrentSlot => (_store.TimeMs - _store.GenesisTimeMs) / _store.Config.SlotDurationMs;

    private Epoch CurrentEpoch => CurrentSlot / _store.Preset.SlotsPerEpoch;

    public ForkChoiceNode GetHead()
    {
        var justified = _store.JustifiedCheckpoint.Root;
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

    public List<ForkChoiceNode> GetFilteredNodeTree() => FilterNodeTree(Entry(_store.JustifiedCheckpoint.Root));

    public Gwei GetWeight(ForkChoiceNode node)
    {
        if (IsPreviousSlotPayloadDecision(node))
        {
            return 0;
        }

        var boost = _store.ProposerBoostRoot;
        var score = GetAttestationScore(node);
        return _shouldApplyProposerBoost.Value && IsAncestor(Entry(boost), node)
            ? score + CommitteeFraction(_store.Config.ProposerScoreBoost)
            : score;
    }

    public Gwei GetAttestationScore(ForkChoiceNode node)
    {
        Gwei score = 0;
        foreach (var (supported, balance) in _votes.Value)
        {
            score += IsAncestor(supported, node) ? balance : 0;
        }

        return score;
    }

    public IEnumerable<ForkChoiceNode> GetNodeChildren(ForkChoiceNode node)
    {
        if (node.PayloadStatus != PayloadStatus.Pending)
        {
            return _store.Blocks.Values
                .Where(block =>
                    _known[block.Root].ParentRoot == node.Root
                        && block.Slot > 0
                        && _known[block.Root].ParentPayloadStatus == node.PayloadStatus)
                .Select(block => Entry(block.Root));
        }

        var empty = new ForkChoiceNode(node.Root, PayloadStatus.Empty);
        return _store.Blocks[node.Root].Payload is null ? [empty] : [empty, new ForkChoiceNode(node.Root, PayloadStatus.Full)];
    }

    private static bool IsCounted(BeaconState state, int index) =>
        Predicates.IsActiveValidator(state.Validators[index], Accessors.GetCurrentEpoch(state)) && !state.Validators[index].Slashed;

    private bool IsGloas(Root root) => _store.Blocks[root].Fork >= ForkName.Gloas;

    private ForkChoiceNode Entry(Root root) => new(root, IsGloas(root) ? PayloadStatus.Pending : PayloadStatus.Full);

    private IEnumerable<(ForkChoiceNode Node, Gwei Balance)> GetVotes()
    {
        for (var i = 0; i < _justifiedState.Validators.Count; i++)
        {
            if (IsCounted(_justifiedState, i)
                && i < _store.LatestMessages.Count
                && _store.LatestMessages[i] is { } message
                && _store.Blocks.ContainsKey(message.Root)
                && !_store.EquivocatingIndices.Contains((ulong)i))
            {
                yield return (GetSupportedNode(message), _justifiedState.Validators[i].EffectiveBalance);
            }
        }
    }

    private ForkChoiceNode GetAncestor(ForkChoiceNode node, Slot slot)
    {
        var block = _known[node.Root];
        return block.Slot > slot ? GetAncestor(new ForkChoiceNode(block.ParentRoot, block.ParentPayloadStatus), slot) : node;
    }

    private bool IsAncestor(ForkChoiceNode node, ForkChoiceNode ancestor)
    {
        var found = GetAncestor(node, _store.Blocks[ancestor.Root].Slot);
        return found.Root == ancestor.Root
            && (found.PayloadStatus == ancestor.PayloadStatus || ancestor.PayloadStatus == PayloadStatus.Pending);
    }

    private ForkChoiceNode GetSupportedNode(LatestMessage message)
    {
        if (!IsGloas(message.Root) || _store.Blocks[message.Root].Slot >= message.Slot)
        {
            return Entry(message.Root);
        }

        return new ForkChoiceNode(message.Root, message.PayloadPresent ? PayloadStatus.Full : PayloadStatus.Empty);
    }

    private Gwei CommitteeFraction(ulong percent)
    {
        var state = _justifiedState;
        Gwei total = 0;
        for (var i = 0; i < state.Validators.Count; i++)
        {
            total += IsCounted(state, i) ? state.Validators[i].EffectiveBalance : 0;
        }

        return Math.Max(total, _store.Preset.EffectiveBalanceIncrement) / _store.Preset.SlotsPerEpoch * percent / 100;
    }

    private bool IsHeadWeak(Root root)
    {
        var head = _store.Blocks[root];
        var weight = GetAttestationScore(new ForkChoiceNode(root, PayloadStatus.Pending));
        for (ulong index = 0; index < Accessors.GetCommitteeCountPerSlot(head.State, head.Slot / _store.Preset.SlotsPerEpoch); index++)
        {
            foreach (var member in Accessors.GetBeaconCommittee(head.State, head.Slot, index))
            {
                weight += _store.EquivocatingIndices.Contains(member) ? _justifiedState.Validators[member].EffectiveBalance : 0;
            }
        }

        return weight < CommitteeFraction(_store.Config.ReorgHeadWeightThreshold);
    }

    private bool ShouldApplyProposerBoost()
    {
        if (_store.ProposerBoostRoot == default)
        {
            return false;
        }

        var block = _store.Blocks[_store.ProposerBoostRoot].Block;
        var parent = _store.Blocks[block.ParentRoot].Block;
        return !IsGloas(_store.ProposerBoostRoot)
            || parent.Slot + 1 < block.Slot
            || !IsHeadWeak(block.ParentRoot)
            || !_store.Blocks.Any(other => other.Value.IsPtcTimely
                && other.Value.Block.ProposerIndex == parent.ProposerIndex
                && other.Value.Slot + 1 == block.Slot
                && other.Key != block.ParentRoot);
    }

    private bool IsPreviousSlotPayloadDecision(ForkChoiceNode node) =>
        IsGloas(node.Root) && _store.Blocks[node.Root].Slot + 1 == CurrentSlot && node.PayloadStatus != PayloadStatus.Pending;

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
        var block = _store.Blocks[root];
        if (block.Payload is null || (block.Fork >= ForkName.Heze && block.PayloadInclusionListSatisfaction != true))
        {
            return false;
        }

        var isTimely = block.PayloadTimelinessVote!.ToArray().Count(static vote => vote == true) > (int)_store.Preset.PtcSize / 2;
        var isAvailable = block.PayloadDataAvailabilityVote!.ToArray().Count(static vote => vote == true) > (int)_store.Preset.PtcSize / 2;
        return (isTimely && isAvailable)
            || _store.ProposerBoostRoot == default
            || _store.Blocks[_store.ProposerBoostRoot].Block.ParentRoot != root
            || _known[_store.ProposerBoostRoot].ParentPayloadStatus == PayloadStatus.Full;
    }

    private List<ForkChoiceNode> FilterNodeTree(ForkChoiceNode node)
    {
        var children = GetNodeChildren(node).ToArray();
        if (children.Length > 0)
        {
            var viable = children.SelectMany(FilterNodeTree).ToList();
            return viable.Count > 0 ? [.. viable, node] : [];
        }

        var block = _store.Blocks[node.Root];
        var votingSource =
            CurrentEpoch > block.Slot / _store.Preset.SlotsPerEpoch ? block.UnrealizedJustification : block.JustifiedCheckpoint;
        var (justified, finalized) = (_store.JustifiedCheckpoint, _store.FinalizedCheckpoint);
        var isCorrectJustified = justified.Epoch == 0 || votingSource.Epoch == justified.Epoch || votingSource.Epoch + 2 >= CurrentEpoch;
        var isCorrectFinalized =
            finalized.Epoch == 0 || finalized.Root == GetAncestor(Entry(node.Root), finalized.Epoch * _store.Preset.SlotsPerEpoch).Root;
        return isCorrectJustified && isCorrectFinalized ? [node] : [];
    }
}
