using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.ForkChoice;

/// <summary>
/// Weights and viability of all nodes at one moment of the store, computed in one sweep over the votes and one over the blocks, children
/// first, instead of `get_attestation_score` and `filter_node_tree` for each node: O(validators + blocks), where the specification's way is
/// O(validators * blocks * depth).
/// </summary>
internal sealed class NodeTree
{
    private readonly Store _store;
    private readonly Node[] _nodes;
    private bool _boosted;

    public NodeTree(Store store)
    {
        _store = store;
        _nodes = new Node[store.Order.Count];
        AddVotes(store.Justified);
        for (var i = _nodes.Length - 1; i >= 0; i--)
        {
            Close(store.Order[i]);
        }
    }

    /// <summary>Keeps what <see cref="HeadSelection.GetHead"/> found in this tree; null before it is asked.</summary>
    public ForkChoiceNode? Head { get; set; }

    public Gwei AttestationScore(ForkChoiceNode node)
    {
        ref readonly var weights = ref _nodes[_store.Blocks[node.Root].Position];
        return node.PayloadStatus switch
        {
            PayloadStatus.Empty => weights.Empty,
            PayloadStatus.Full => weights.Full,
            _ => weights.Pending,
        };
    }

    public Gwei Weight(ForkChoiceNode node)
    {
        Boost();
        ref readonly var boosts = ref _nodes[_store.Blocks[node.Root].Position];
        var boost = node.PayloadStatus == PayloadStatus.Pending || node.PayloadStatus == boosts.BoostedStatus ? boosts.Boost : 0;
        return AttestationScore(node) + boost;
    }

    public bool IsViable(ForkChoiceNode node)
    {
        ref readonly var viable = ref _nodes[_store.Blocks[node.Root].Position];
        return node.PayloadStatus switch
        {
            PayloadStatus.Empty => viable.IsEmptyViable,
            PayloadStatus.Full => viable.IsFullViable,
            _ => viable.IsEmptyViable || viable.IsFullViable,
        };
    }

    private void AddVotes(JustifiedBalances balances)
    {
        var messages = _store.LatestMessages;
        for (var i = 0; i < messages.Length && i < balances.Balances.Length; i++)
        {
            var balance = balances.Balances[i];
            if (balance == 0
                || messages[i] is not { } message
                || !_store.Blocks.TryGetValue(message.Root, out var block)
                || _store.EquivocatingIndices.Contains((ulong)i))
            {
                continue;
            }

            ref var node = ref _nodes[block.Position];
            switch (Ancestry.GetSupportedNode(_store, message).PayloadStatus)
            {
                case PayloadStatus.Empty:
                    node.Empty += balance;
                    break;
                case PayloadStatus.Full:
                    node.Full += balance;
                    break;
                default:
                    node.Pending += balance;
                    break;
            }
        }
    }

    /// <summary>Completes a block whose children are complete, and adds it to its parent.</summary>
    private void Close(StoreBlock block)
    {
        ref var node = ref _nodes[block.Position];
        var isFullThere = Payloads.IsPayloadVerified(block);
        if (!node.HasEmptyChildren || (isFullThere && !node.HasFullChildren))
        {
            var isLeafViable = IsLeafViable(block);
            node.IsEmptyViable |= block.HasPayloadStatus && !node.HasEmptyChildren && isLeafViable;
            node.IsFullViable |= isFullThere && !node.HasFullChildren && isLeafViable;
        }

        node.Pending += node.Empty + node.Full;
        if (block.Parent is null)
        {
            return;
        }

        ref var parent = ref _nodes[block.Parent.Position];
        var isViable = node.IsEmptyViable || node.IsFullViable;
        if (block.ParentPayloadStatus == PayloadStatus.Full)
        {
            parent.Full += node.Pending;
            parent.HasFullChildren = true;
            parent.IsFullViable |= isViable;
        }
        else
        {
            parent.Empty += node.Pending;
            parent.HasEmptyChildren = true;
            parent.IsEmptyViable |= isViable;
        }
    }

    /// <summary>`filter_node_tree` for a node without children: agrees with what is justified and finalized.</summary>
    private bool IsLeafViable(StoreBlock block)
    {
        var justified = _store.JustifiedCheckpoint;
        var votingSource = HeadSelection.GetVotingSource(_store, block.Root);
        var isCorrectJustified = justified.Epoch == Constants.GenesisEpoch
            || votingSource.Epoch == justified.Epoch
            || votingSource.Epoch + 2 >= StoreTime.GetCurrentStoreEpoch(_store);
        return isCorrectJustified
            && (_store.FinalizedCheckpoint.Epoch == Constants.GenesisEpoch
                || _store.FinalizedCheckpoint.Root == Ancestry.GetCheckpointBlock(_store, block.Root, _store.FinalizedCheckpoint.Epoch));
    }

    /// <summary>
    /// Lays the proposer score on the boosted block and the nodes below it; apart from the votes, by which `should_apply_proposer_boost`
    /// decides.
    /// </summary>
    private void Boost()
    {
        if (_boosted)
        {
            return;
        }

        _boosted = true;
        if (!HeadSelection.ShouldApplyProposerBoost(_store))
        {
            return;
        }

        var score = ProposerHead.GetProposerScore(_store);
        var block = _store.Blocks[_store.ProposerBoostRoot];
        var status = block.EntryNode.PayloadStatus;
        while (block is not null)
        {
            ref var node = ref _nodes[block.Position];
            node.Boost = score;
            node.BoostedStatus = status;
            status = block.ParentPayloadStatus;
            block = block.Parent;
        }
    }

    private struct Node
    {
        public Gwei Pending;
        public Gwei Empty;
        public Gwei Full;
        public Gwei Boost;
        public PayloadStatus BoostedStatus;
        public bool HasEmptyChildren;
        public bool HasFullChildren;
        public bool IsEmptyViable;
        public bool IsFullViable;
    }
}
