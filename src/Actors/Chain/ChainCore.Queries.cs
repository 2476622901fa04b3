using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.ForkChoice;

namespace Consensoor.Actors.Chain;

/// <summary>What others ask of the chain.</summary>
public sealed partial class ChainCore
{
    /// <summary>Answers with the store as rows.</summary>
    public void Answer(GetForkChoiceDump _, IActorRef sender)
    {
        var head = HeadSelection.GetHead(_store);
        var nodes = from block in _store.Blocks.Values
                    orderby block.Slot, block.Root
                    from node in NodesOf(block)
                    select new ForkChoiceDumpNode(
                        block.Slot,
                        block.Root,
                        block.Block.ParentRoot,
                        StatusOf(block, node.PayloadStatus),
                        HeadSelection.GetWeight(_store, node),
                        node == head,
                        OptimisticSync.IsOptimistic(_store, node));
        _ports.Answer(
            sender, new ForkChoiceDump(_store.JustifiedCheckpoint, _store.FinalizedCheckpoint, _store.ProposerBoostRoot, [.. nodes]));
    }

    private IEnumerable<ForkChoiceNode> NodesOf(StoreBlock block) =>
        block.HasPayloadStatus ? [block.EntryNode, .. HeadSelection.GetNodeChildren(_store, block.EntryNode)] : [block.EntryNode];
}
