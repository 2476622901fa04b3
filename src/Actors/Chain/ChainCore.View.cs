using System.Collections.Immutable;
using Consensoor.Messages;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Gossip;

namespace Consensoor.Actors.Chain;

/// <summary>The picture of the store that gossip conditions read elsewhere.</summary>
public sealed partial class ChainCore
{
    private ImmutableDictionary<Root, GossipBlock> _viewBlocks = ImmutableDictionary<Root, GossipBlock>.Empty;
    private GossipView? _view;

    private void NoteForGossip(StoreBlock block) => _viewBlocks = _viewBlocks.SetItem(block.Root, new GossipBlock(
        block.Root,
        block.Block,
        block.State,
        block.Payload,
        block.IsOptimistic ? PayloadValidationStatus.NotValidated : PayloadValidationStatus.Valid));

    /// <summary>Shows what gossip may go by now; nothing before there is a head.</summary>
    private void ShowToGossip(ForkChoiceNode head)
    {
        var block = _store.Blocks[head.Root];
        var view = new GossipView
        {
            Spec = _spec,
            GenesisTimeMs = _store.GenesisTimeMs,
            FinalizedCheckpoint = _store.FinalizedCheckpoint,
            HeadRoot = head.Root,
            HeadState = block.State,
            BuildsOnFullInNextSlot = Payloads.ShouldBuildOnFull(_store, head, block.Slot + 1),
            HeadIsFull = head.PayloadStatus == PayloadStatus.Full,
            Blocks = _viewBlocks,
        };
        if (view != _view)
        {
            _view = view;
            _ports.Show(new GossipViewChanged(view));
        }
    }
}
