using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Chain;

/// <summary>What others ask of the chain.</summary>
public sealed partial class ChainCore
{
    private readonly Dictionary<ulong, (ForkChoiceNode Node, Slot Slot, List<IActorRef> Waiters)> _advancing = [];
    private readonly List<(Root Root, Slot Slot, BeaconState State)> _advanced = [];
    private readonly Dictionary<Root, List<IActorRef>> _lookups = [];

    /// <summary>Answers with the head; by now whoever asks also gets what the last votes changed.</summary>
    public void Answer(GetHeadSnapshot _, IActorRef sender)
    {
        UpdateHead();
        if (_head is { } head)
        {
            _ports.Answer(sender, head);
        }
    }

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
        else if (_advanced.Find(known => known.Root == node.Root && known.Slot == question.Slot) is { State: { } state })
        {
            _ports.Answer(sender, BaseOf(node, question.Slot, state));
        }
        else if (_advancing.Values.FirstOrDefault(under => under.Node == node && under.Slot == question.Slot) is { Waiters: { } waiters })
        {
            waiters.Add(sender);
        }
        else
        {
            var request = ++_nextRequest;
            _advancing.Add(request, (node, question.Slot, [sender]));
            _ports.Transition(new AdvanceSlots(request, parent.State, question.Slot));
        }
    }

    /// <summary>A state was advanced.</summary>
    public void On(SlotsAdvanced done)
    {
        if (!_advancing.Remove(done.RequestId, out var request))
        {
            return;
        }

        foreach (var waiter in request.Waiters)
        {
            _ports.Answer(waiter, done.State is { } state && _store.Blocks.ContainsKey(request.Node.Root)
                ? BaseOf(request.Node, request.Slot, state)
                : new NoProposalBase(request.Slot, done.Refusal?.ToString() ?? done.Dropped?.ToString() ?? "the parent is gone"));
        }

        if (done.State is { } advanced)
        {
            _advanced.Add((request.Node.Root, request.Slot, advanced));
            if (_advanced.Count > _settings.AdvancedStates)
            {
                _advanced.RemoveAt(0);
            }
        }
    }

    /// <summary>Answers with what the payload timeliness committee of a slot is to say.</summary>
    public void Answer(GetPayloadTimeliness question, IActorRef sender)
    {
        var blocks = _store.Blocks.Values.Where(block => block.Slot == question.Slot).ToArray();
        var seen = blocks.FirstOrDefault(block => block.Root == _head?.Root) ?? blocks.MinBy(static block => block.Root);
        if (seen is null)
        {
            _ports.Answer(sender, new PayloadTimeliness(question.Slot, null, false, false));
            return;
        }

        var due = _settings.Schedule.DueAt(question.Slot, DutyPoint.Payload);
        var isPresent = _payloadSeen.TryGetValue(seen.Root, out var at) && at < due;
        _ports.Answer(sender, new PayloadTimeliness(question.Slot, seen.Root, isPresent, IsDataAvailable(seen.Root)));
    }

    /// <summary>Answers with what is known under a root; what is no longer in memory comes from storage.</summary>
    public void Answer(GetByRoot question, IActorRef sender)
    {
        if (_store.Blocks.TryGetValue(question.Root, out var block))
        {
            _ports.Answer(sender, LookupOf(block));
        }
        else if (_lookups.TryGetValue(question.Root, out var waiters))
        {
            waiters.Add(sender);
        }
        else if (_lookups.Count < _settings.Lookups)
        {
            _lookups.Add(question.Root, [sender]);
            _ports.Keep(new LoadBlock(question.Root));
        }
        else
        {
            _ports.Answer(sender, Unknown(question.Root));
        }
    }

    /// <summary>Storage answered.</summary>
    public void On(StoredBlock stored)
    {
        if (_lookups.Remove(stored.Root, out var waiters))
        {
            // Blocks that are not finalized are in memory: what only storage has is finalized.
            var lookup = new ChainLookup(stored.Root, stored.Block, null, stored.Envelope, stored.Block is not null, stored.Block is not null, IsOptimistic: false);
            foreach (var waiter in waiters)
            {
                _ports.Answer(waiter, lookup);
            }
        }
    }

    /// <summary>Answers with the canonical block of a slot.</summary>
    public void Answer(GetBySlot question, IActorRef sender)
    {
        var root = _head is { } head && head.Slot >= question.Slot
            ? Ancestry.GetAncestor(_store, _store.Blocks[head.Root].EntryNode, question.Slot).Root
            : default;
        _ports.Answer(sender, _store.Blocks.TryGetValue(root, out var block) && block.Slot == question.Slot ? LookupOf(block) : Unknown(default));
    }

    /// <summary>Answers with the block of a post-state.</summary>
    public void Answer(GetByStateRoot question, IActorRef sender) =>
        _ports.Answer(sender, _store.Blocks.Values.FirstOrDefault(block => block.Block.StateRoot == question.StateRoot) is { } found ? LookupOf(found) : Unknown(default));

    /// <summary>Answers with the picture for gossip.</summary>
    public void Answer(GetGossipView _, IActorRef sender)
    {
        if (_view is { } view)
        {
            _ports.Answer(sender, new GossipViewChanged(view));
        }
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
        _ports.Answer(sender, new ForkChoiceDump(_store.JustifiedCheckpoint, _store.FinalizedCheckpoint, _store.ProposerBoostRoot, [.. nodes]));
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

    private ChainLookup LookupOf(StoreBlock block) => new(
        block.Root,
        _blocks[block.Root],
        block.State,
        _envelopes.GetValueOrDefault(block.Root),
        _head is { } head && Ancestry.GetAncestor(_store, _store.Blocks[head.Root].EntryNode, block.Slot).Root == block.Root,
        block.Slot <= FinalizedSlot,
        OptimisticSync.IsOptimistic(_store, block.EntryNode));

    private static ChainLookup Unknown(Root root) => new(root, null, null, null, false, false, false);
}
