using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Chain;

/// <summary>What others ask of the chain.</summary>
public sealed partial class ChainCore
{
    /// <summary>Answers with what to build on in a slot, once the state has been advanced to it.</summary>
    public void Answer(GetProposalBase question, IActorRef sender)
    {
        Tick();
        UpdateHead();
        if (_head is null)
        {
            _ports.Answer(sender, new NoProposalBase(question.Slot, "the chain is being loaded"));
            return;
        }

        var node = ProposerHead.GetProposerHead(_store, HeadSelection.GetHead(_store), question.Slot);
        var parent = _store.Blocks[node.Root];
        if (parent.Slot >= question.Slot)
        {
            _ports.Answer(sender, new NoProposalBase(question.Slot, $"the head is in slot {parent.Slot} already"));
        }
        else if (question.Slot - parent.Slot > _settings.AdvanceSlots)
        {
            _ports.Answer(sender, new NoProposalBase(question.Slot, $"the head is in slot {parent.Slot}, too far behind"));
        }
        else if (_advanced.Find(node.Root, question.Slot) is { } state)
        {
            _ports.Answer(sender, BaseOf(node, question.Slot, state));
        }
        else
        {
            Advance(parent, question.Slot, WorkPriority.Block, sender);
        }
    }

    /// <summary>Answers with what the payload timeliness committee of a slot is to say.</summary>
    public void Answer(GetPayloadTimeliness question, IActorRef sender)
    {
        var due = _settings.Schedule.DueAt(question.Slot, DutyPoint.Payload);
        _ports.Answer(sender, _view?.PayloadTimelinessOf(question.Slot, due) ?? new PayloadTimeliness(question.Slot, null, false, false));
    }

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

    private ProposalBase BaseOf(ForkChoiceNode node, Slot slot, BeaconState state)
    {
        var parent = _store.Blocks[node.Root];
        var onFull = Payloads.ShouldBuildOnFull(_store, node, slot);
        var built = node with { PayloadStatus = onFull ? PayloadStatus.Full : PayloadStatus.Empty };
        return new ProposalBase(slot, node.Root, state, onFull, onFull ? parent.Payload : null, HashesOf(built));
    }
}
