using System.Collections.Immutable;
using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.ForkChoice;

namespace Consensoor.Actors.Chain;

/// <summary>Makes the snapshot of the chain that everybody else reads.</summary>
public sealed partial class ChainCore
{
    private ImmutableDictionary<Root, ChainBlock> _viewBlocks = ImmutableDictionary<Root, ChainBlock>.Empty;
    private int _viewStates;
    private CanonicalChain _canonical = CanonicalChain.Empty;
    private ChainView? _view;

    /// <summary>The snapshot as it was last published; null before there is a head.</summary>
    public ChainView? View => _view;

    /// <summary>Answers with the snapshot who started later than the chain; before there is one it is published anyhow.</summary>
    public void Answer(GetChainView _, IActorRef sender)
    {
        if (_view is { } view)
        {
            _ports.Answer(sender, new ChainViewChanged(view));
        }
    }

    /// <summary>Takes over what the store says of a block now.</summary>
    private void Note(StoreBlock block)
    {
        var before = _viewBlocks.GetValueOrDefault(block.Root);
        _viewStates += (block.KeptState is null ? 0 : 1) - (before?.State is null ? 0 : 1);
        _viewBlocks = _viewBlocks.SetItem(block.Root, new ChainBlock(block.Summary)
        {
            Block = _blocks.GetValueOrDefault(block.Root),
            State = block.KeptState,
            Envelope = _envelopes.GetValueOrDefault(block.Root),
            HasEnvelope = block.HasPayload,
            IsOptimistic = block.IsOptimistic,
            IsParentFull = block.ParentPayloadStatus == PayloadStatus.Full,
            LastChildSlot = block.Children.Max(static child => (Slot?)child.Slot),
            HasData = block.KeptBlock is null
                ? before?.HasData ?? false
                : IsDataAvailable(block.Root),
            PayloadSeenAt = _payloadSeen.TryGetValue(block.Root, out var at) ? at : null,
        });
    }

    private void Note(IEnumerable<StoreBlock> blocks)
    {
        foreach (var block in blocks)
        {
            Note(block);
        }
    }

    /// <summary>Publishes the snapshot where it is another one now.</summary>
    private void Show()
    {
        if (_isReplaying || _head is not { } head)
        {
            return;
        }

        if (!_store.Blocks.TryGetValue(head.Root, out var block)
            || (head.PayloadStatus == HeadPayloadStatus.Full && !Payloads.IsPayloadVerified(block)))
        {
            ShowInvalid(head);
            return;
        }

        if (!IsWeighable())
        {
            return;
        }

        var (onTime, later) = ProposalParents(_headNode);
        var view = new ChainView
        {
            Spec = _spec,
            GenesisTimeMs = _store.GenesisTimeMs,
            CurrentSlot = CurrentSlot,
            Head = head,
            JustifiedCheckpoint = _store.JustifiedCheckpoint,
            FinalizedCheckpoint = _store.FinalizedCheckpoint,
            Blocks = _viewBlocks,
            StatesInMemory = _viewStates,
            Canonical = _canonical = _canonical.Follow(_viewBlocks, head.Root, _store.Oldest.Slot),
            OldestSlot = _store.Oldest.Slot,
            AdvancedStates = _advanced.Of(head.Root),
            InclusionListStore = _inclusionLists,
            BuildsOnFullInNextSlot = Payloads.ShouldBuildOnFull(_store, _headNode, block.Slot + 1),
            ProposalParentOnTime = onTime,
            ProposalParentLater = later,
            ProposalParentInNextSlot = BuiltOn(_headNode, CurrentSlot + 1),
        };
        Show(view);
    }

    private void Show(ChainView view)
    {
        if (view != _view)
        {
            _view = view;
            _ports.Show(new ChainViewChanged(view));
        }
    }

    /// <summary>
    /// Publishes that the head is not to be built upon: its payload, or one below it, was found invalid, and the next head is being brought
    /// back. The view is the former one but for that and the clock, so that it fits together.
    /// </summary>
    private void ShowInvalid(HeadSnapshot head)
    {
        _head = head with { IsOptimistic = true, IsInvalid = true };
        if (_view is { } view)
        {
            Show(view with { Head = _head, CurrentSlot = CurrentSlot });
        }
    }

    /// <summary>What a proposer of the slot under way builds on, by whether it is on time.</summary>
    private (ProposalParent OnTime, ProposalParent Later) ProposalParents(ForkChoiceNode head)
    {
        var slot = CurrentSlot;
        var later = ProposerHead.GetProposerHead(_store, head, slot, isProposingOnTime: false);
        var onTime = ProposerHead.GetProposerHead(_store, head, slot, isProposingOnTime: true);
        var built = BuiltOn(later, slot);
        return (onTime == later ? built : BuiltOn(onTime, slot), built);
    }

    private ProposalParent BuiltOn(ForkChoiceNode node, Slot slot)
    {
        var onFull = Payloads.ShouldBuildOnFull(_store, node, slot);
        var built = node with { PayloadStatus = onFull ? PayloadStatus.Full : PayloadStatus.Empty };
        return new ProposalParent(node.Root, onFull, HashesOf(built));
    }
}
