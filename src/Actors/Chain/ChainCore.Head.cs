using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;

namespace Consensoor.Actors.Chain;

/// <summary>The head, and what follows when it or finality moves: events, the execution layer, the anchor on disk, pruning.</summary>
public sealed partial class ChainCore
{
    private readonly Dictionary<Root, DateTimeOffset> _payloadSeen = [];
    private HeadSnapshot? _head;
    private ForkChoiceNode _headNode;
    private Checkpoint _lastFinalized;
    private bool _isAnchorOwed;

    /// <summary>The head as it was last told; null before the end of the replay.</summary>
    public HeadSnapshot? Head => _head;

    private Slot FinalizedSlot => _store.FinalizedCheckpoint.Epoch * _spec.Preset.SlotsPerEpoch;

    private void UpdateHead()
    {
        if (_isReplaying)
        {
            return;
        }

        if (!IsWeighable())
        {
            // Readers hear where it is the head that is gone.
            Show();
            return;
        }

        AdvanceFinality();
        AnswerDumps();
        var node = HeadSelection.GetHead(_store);
        if (!HasState(_store.Blocks[node.Root]))
        {
            // The head stays where it is until the new one is back from far behind.
            Show();
            return;
        }

        _headNode = node;
        var head = Snapshot(node);
        var previous = _head;
        if (previous is not null && previous with { State = head.State } == head)
        {
            Show();
            return;
        }

        _head = head;
        Show();
        if (previous is null || previous.Root != head.Root || previous.PayloadStatus != head.PayloadStatus)
        {
            Publish(new HeadChanged(head, previous, ReorgDepth(previous, head), _ports.Now));
        }

        if (previous is not null && previous.Root != head.Root)
        {
            AdvanceHeadIntoEpoch(CurrentSlot);
            if (_nextSlot > CurrentSlot)
            {
                AdvanceHead(_nextSlot, WorkPriority.Payload);
            }
        }

        if (previous is not null && IsSameToEngine(previous, head))
        {
            _isHeadOwed = true;
        }
        else
        {
            TellEngine(head, node);
        }
    }

    private HeadSnapshot Snapshot(ForkChoiceNode node)
    {
        var block = _store.Blocks[node.Root];
        return new HeadSnapshot(
            node.Root,
            StatusOf(block, node.PayloadStatus),
            _blocks[node.Root],
            block.State,
            _store.JustifiedCheckpoint,
            _store.FinalizedCheckpoint,
            HashesOf(node),
            OptimisticSync.IsOptimistic(_store, node));
    }

    private ExecutionHead HashesOf(ForkChoiceNode node) =>
        new(
            ExecutionHashes.BlockHash(_store, node),
            SafeHashOf(node),
            ExecutionHashes.FinalizedBlockHash(_store));

    private HeadPayloadStatus StatusOf(StoreBlock block, PayloadStatus status) => block switch
    {
        { HasPayloadStatus: false } =>
            ExecutionHashes.BlockHash(_store, block.EntryNode) == default ? HeadPayloadStatus.None : HeadPayloadStatus.Full,
        _ when status == PayloadStatus.Full => HeadPayloadStatus.Full,
        _ when status == PayloadStatus.Empty => HeadPayloadStatus.Empty,
        _ => HeadPayloadStatus.Pending,
    };

    /// <summary>Slots of the previous head's chain that the new one leaves behind.</summary>
    private ulong ReorgDepth(HeadSnapshot? previous, HeadSnapshot head)
    {
        if (previous is null || !_store.Blocks.TryGetValue(previous.Root, out var old))
        {
            return 0;
        }

        var other = _store.Blocks[head.Root];
        var from = old.Slot;
        while (old != other)
        {
            if (old.Slot >= other.Slot && old.Parent is { } oldParent)
            {
                old = oldParent;
            }
            else if (other.Parent is { } otherParent)
            {
                other = otherParent;
            }
            else
            {
                break;
            }
        }

        return from - old.Slot;
    }

    private void AdvanceFinality()
    {
        var finalized = _store.FinalizedCheckpoint;
        if (finalized.Epoch <= _lastFinalized.Epoch || !_store.Blocks.TryGetValue(finalized.Root, out var block) || !HasState(block))
        {
            return;
        }

        _lastFinalized = finalized;
        var signed = _blocks[finalized.Root];
        Publish(new FinalizedCheckpointAdvanced(
            finalized, _store.JustifiedCheckpoint, block.State, signed, OptimisticSync.IsOptimistic(_store, block.EntryNode)));
        _isAnchorOwed = true;
        KeepOwedAnchor();
    }

    /// <summary>
    /// Has the finalized block stored as the anchor, and forgets what it has passed, once the blocks up to it are on disk: what is
    /// forgotten is sent to storage no more, and an anchor over a hole does not find what is below it. For a disk that is away too long
    /// finality does not wait.
    /// </summary>
    private void KeepOwedAnchor()
    {
        if (!_isAnchorOwed
            || !_store.Blocks.TryGetValue(_lastFinalized.Root, out var block) || !Restore.IsHere(block)
            || (_unwrittenBlocks.Count <= MostUnwritten && IsAnyUnwritten(block.Slot)))
        {
            return;
        }

        _isAnchorOwed = false;
        _ports.Keep(new KeepAnchor(_lastFinalized, _blocks[block.Root], block.State));
        foreach (var forgotten in _store.Prune())
        {
            Forget(forgotten.Root);
        }
    }

    /// <summary>What has left the store leaves everything kept beside it.</summary>
    private void Forget(Root root)
    {
        _blocks.Remove(root);
        _envelopes.Remove(root);
        _unwrittenBlocks.Remove(root);
        _unwrittenEnvelopes.Remove(root);
        _payloadSeen.Remove(root);
        _columns.Forget(root);
        _blobs.Forget(root);
        _advanced.Forget(root);
        _viewStates -= _viewBlocks.GetValueOrDefault(root)?.State is null ? 0 : 1;
        _viewBlocks = _viewBlocks.Remove(root);
    }
}
