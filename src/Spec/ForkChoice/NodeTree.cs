using Consensoor.Spec.Containers;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.ForkChoice;

/// <summary>
/// Weights, viability, and the best child and descendant of all nodes, kept from change to change and brought up to date when somebody
/// asks: sums of votes (<see cref="LatestMessages"/>) go up from block to parent in one sweep, and the best children in another, behind
/// which the proposer's boost is laid on its path. O(blocks), whatever the number of validators and the depth, where the specification's
/// way is O(validators * blocks * depth).
/// </summary>
internal sealed partial class NodeTree(Store store)
{
    private Node[] _nodes = [];
    private int _known;
    private Gwei _boost;
    private Checkpoint? _finalized;
    private (Epoch Current, Epoch Justified) _leavesBy;
    private int _leaves;
    private bool _isWeighed;
    private bool _isChosen;

    /// <summary>
    /// The end of the way from the justified block to the heaviest viable child, of that to its heaviest, and so on; null where the
    /// justified block is on no viable branch.
    /// </summary>
    public ForkChoiceNode? Head
    {
        get
        {
            Choose();
            ref readonly var justified = ref _nodes[store.Blocks[store.JustifiedCheckpoint.Root].Position];
            return justified.Best == None ? null : new ForkChoiceNode(store.Order[justified.Best].Root, justified.BestStatus);
        }
    }

    private ref Node this[ForkChoiceNode node] => ref _nodes[store.Blocks[node.Root].Position];

    /// <summary>Says that something changed of which weights or heads are made.</summary>
    public void Changed() => _isWeighed = _isChosen = false;

    /// <summary>Says that a block's payload came or went.</summary>
    public void ChangedPayload(StoreBlock block)
    {
        if (block.Position < _known && store.Order[block.Position] == block)
        {
            _nodes[block.Position].IsFullThere = Payloads.IsPayloadVerified(block);
        }

        Changed();
    }

    /// <summary>Says that blocks have left the store, so that others stand elsewhere in its order.</summary>
    public void Moved()
    {
        _known = 0;
        Changed();
    }

    public Gwei AttestationScore(ForkChoiceNode node)
    {
        Weigh();
        return this[node].Weight(node.PayloadStatus);
    }

    public Gwei Weight(ForkChoiceNode node)
    {
        Choose();
        return BoostedWeight(in this[node], node.PayloadStatus);
    }

    public bool IsViable(ForkChoiceNode node)
    {
        Weigh();
        ref readonly var viable = ref this[node];
        return node.PayloadStatus switch
        {
            PayloadStatus.Empty => viable.IsEmptyViable,
            PayloadStatus.Full => viable.IsFullViable,
            _ => viable.IsViable,
        };
    }

    private void Weigh()
    {
        if (_isWeighed)
        {
            return;
        }

        var votes = store.WeighedMessages.Weights;
        Know();
        KnowLeaves();
        var nodes = _nodes.AsSpan(0, _known);
        foreach (ref var node in nodes)
        {
            node.Start(votes[node.FirstVoted..]);
        }

        for (var i = nodes.Length - 1; i >= 0; i--)
        {
            Close(nodes, ref nodes[i]);
        }

        _isWeighed = true;
    }

    /// <summary>Takes in the blocks that have come, or all where what is known of them does not hold any more.</summary>
    private void Know()
    {
        if (_finalized != store.FinalizedCheckpoint)
        {
            (_finalized, _known) = (store.FinalizedCheckpoint, 0);
        }

        if (_nodes.Length < store.Order.Count)
        {
            // By little, as there may be many.
            Array.Resize(ref _nodes, store.Order.Count + (store.Order.Count / 8));
        }

        var known = _known;
        for (; _known < store.Order.Count; _known++)
        {
            var block = store.Order[_known];
            _nodes[_known] = new Node
            {
                Parent = block.Parent?.Position ?? None,
                IsOnFull = block.ParentPayloadStatus == PayloadStatus.Full,
                FirstVoted = block.FirstVoted,
                AgreesWithFinalized = AgreesWithFinalized(block),
                HasPayloadStatus = block.HasPayloadStatus,
                IsFullThere = Payloads.IsPayloadVerified(block),
                Slot = block.Slot,
            };
        }

        _leaves = Math.Min(_leaves, known);
    }

    /// <summary>Finds which blocks would be viable without children: of those that have come, and once an epoch of all.</summary>
    private void KnowLeaves()
    {
        var by = (StoreTime.GetCurrentStoreEpoch(store), store.JustifiedCheckpoint.Epoch);
        if (_leavesBy != by)
        {
            (_leavesBy, _leaves) = (by, 0);
        }

        for (; _leaves < _known; _leaves++)
        {
            ref var node = ref _nodes[_leaves];
            node.IsLeafViable = node.AgreesWithFinalized && IsCorrectJustified(store.Order[_leaves]);
        }
    }

    /// <summary>
    /// True for a block whose chain has the finalized block at the finalized epoch's start; a block behind that has it where its parent
    /// does.
    /// </summary>
    private bool AgreesWithFinalized(StoreBlock block)
    {
        var finalized = store.FinalizedCheckpoint;
        return finalized.Epoch == Constants.GenesisEpoch
            || (block.Parent is { } parent && parent.Slot > Misc.ComputeStartSlotAtEpoch(store.Preset, finalized.Epoch)
                ? _nodes[parent.Position].AgreesWithFinalized
                : finalized.Root == Ancestry.GetCheckpointBlock(store, block.Root, finalized.Epoch));
    }

    /// <summary>Completes the weight of a block whose children are complete, and adds it to its parent's.</summary>
    private static void Close(Span<Node> nodes, ref Node node)
    {
        node.IsEmptyViable |= node.HasPayloadStatus && !node.HasEmptyChildren && node.IsLeafViable;
        node.IsFullViable |= node.IsFullThere && !node.HasFullChildren && node.IsLeafViable;
        node.Pending += node.Empty + node.Full;
        if (node.Parent == None)
        {
            return;
        }

        ref var parent = ref nodes[node.Parent];
        if (node.IsOnFull)
        {
            parent.Full += node.Pending;
            parent.HasFullChildren = true;
            parent.IsFullViable |= node.IsViable;
        }
        else
        {
            parent.Empty += node.Pending;
            parent.HasEmptyChildren = true;
            parent.IsEmptyViable |= node.IsViable;
        }
    }

    /// <summary>What `filter_node_tree` asks of a node without children about the justified checkpoint.</summary>
    private bool IsCorrectJustified(StoreBlock block)
    {
        var (current, justified) = _leavesBy;
        var votingSource = HeadSelection.GetVotingSource(store, block, current);
        return justified == Constants.GenesisEpoch || votingSource.Epoch == justified || votingSource.Epoch + 2 >= current;
    }

    private void Choose()
    {
        Weigh();
        if (_isChosen)
        {
            return;
        }

        Boost();
        var nodes = _nodes.AsSpan(0, _known);
        var currentSlot = StoreTime.GetCurrentSlot(store);
        for (var i = nodes.Length - 1; i >= 0; i--)
        {
            Choose(nodes, i, currentSlot);
        }

        _isChosen = true;
    }

    /// <summary>Chooses among a block's outcomes, behind which its children are compared, and compares it with its parent's best.</summary>
    private void Choose(Span<Node> nodes, int position, Slot currentSlot)
    {
        ref var node = ref nodes[position];
        if (!node.IsViable)
        {
            return;
        }

        var isFull = node.IsFullViable && (!node.IsEmptyViable || IsFullBetter(in node, position, currentSlot));
        var child = isFull ? node.BestOnFull : node.BestOnEmpty;
        (node.Best, node.BestStatus) = child == None
            ? (position, isFull ? PayloadStatus.Full : PayloadStatus.Empty)
            : (nodes[child].Best, nodes[child].BestStatus);
        if (node.Parent == None)
        {
            return;
        }

        ref var parent = ref nodes[node.Parent];
        ref var best = ref node.IsOnFull ? ref parent.BestOnFull : ref parent.BestOnEmpty;
        if (best == None || IsBetter(nodes, position, best))
        {
            best = position;
        }
    }

    private bool IsFullBetter(in Node node, int position, Slot currentSlot)
    {
        if (node.Slot + 1 != currentSlot)
        {
            return BoostedWeight(in node, PayloadStatus.Full) >= BoostedWeight(in node, PayloadStatus.Empty);
        }

        // Of a previous slot's block neither outcome has a weight (`is_previous_slot_payload_decision`).
        return Tiebreaker(PayloadStatus.Full) > Tiebreaker(PayloadStatus.Empty);

        byte Tiebreaker(PayloadStatus status) =>
            HeadSelection.GetPayloadStatusTiebreaker(store, new ForkChoiceNode(store.Order[position].Root, status));
    }

    private Gwei BoostedWeight(in Node node, PayloadStatus status) =>
        node.Weight(status) + (node.IsBoosted && (status == PayloadStatus.Pending || status == node.BoostedStatus) ? _boost : 0);

    private bool IsBetter(Span<Node> nodes, int position, int other)
    {
        // The tree reaches a block from before gloas through its payload, all of whose weight is pending too.
        var order = BoostedWeight(in nodes[position], PayloadStatus.Pending)
            .CompareTo(BoostedWeight(in nodes[other], PayloadStatus.Pending));
        return order == 0
            ? store.Order[position].Root.AsSpan().SequenceCompareTo(store.Order[other].Root.AsSpan()) > 0
            : order > 0;
    }

    /// <summary>
    /// Lays the proposer score on the boosted block and the nodes below it; apart from the votes, by which `should_apply_proposer_boost`
    /// decides.
    /// </summary>
    private void Boost()
    {
        if (!HeadSelection.ShouldApplyProposerBoost(store))
        {
            return;
        }

        _boost = ProposerHead.GetProposerScore(store);
        var block = store.Blocks[store.ProposerBoostRoot];
        var status = block.EntryNode.PayloadStatus;
        for (var at = block.Position; at != None;)
        {
            ref var node = ref _nodes[at];
            (node.IsBoosted, node.BoostedStatus) = (true, status);
            (at, status) = (node.Parent, node.IsOnFull ? PayloadStatus.Full : PayloadStatus.Empty);
        }
    }
}
