using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.ForkChoice;

namespace Consensoor.Actors.Chain;

/// <summary>Answers what others ask of the chain.</summary>
public sealed partial class ChainCore
{
    /// <summary>Answers with a row for each block of the store, for the Beacon API, as soon as votes can be weighed.</summary>
    public void Answer(GetForkChoiceDump _, IActorRef sender)
    {
        if (_dumpAskers.Count < _settings.Waiters)
        {
            _dumpAskers.Enqueue(sender);
        }

        AnswerDumps();
    }

    private void AnswerDumps()
    {
        while (_dumpAskers.Count > 0 && IsWeighable())
        {
            _ports.Answer(_dumpAskers.Dequeue(), Dump());
        }
    }

    private ForkChoiceDump Dump()
    {
        var head = HeadSelection.GetHead(_store);
        var nodes = from block in _store.Blocks.Values
                    orderby block.Slot, block.Root
                    from node in NodesOf(block)
                    select new ForkChoiceDumpNode(
                        block.Slot,
                        block.Root,
                        block.Summary.ParentRoot,
                        StatusOf(block, node.PayloadStatus),
                        HeadSelection.GetWeight(_store, node),
                        node == head,
                        OptimisticSync.IsOptimistic(_store, node));
        return new ForkChoiceDump(_store.JustifiedCheckpoint, _store.FinalizedCheckpoint, _store.ProposerBoostRoot, [.. nodes]);
    }

    private IEnumerable<ForkChoiceNode> NodesOf(StoreBlock block) =>
        block.HasPayloadStatus ? [block.EntryNode, .. HeadSelection.GetNodeChildren(_store, block.EntryNode)] : [block.EntryNode];
}
