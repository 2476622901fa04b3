using System.Collections.Immutable;
using Consensoor.Actors.Tests.Pools;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Tests.Production;

/// <summary>Views of a chain whose head is its genesis block.</summary>
internal static class TestViews
{
    /// <summary>A view in the slot of a base, in which the base's parent is head and its state stands in the slot already.</summary>
    public static ChainView On(ProposalBase @base)
    {
        var genesis = PoolStates.BaseAt(@base.State.ForkName, 1).State;
        var block = new SignedBeaconBlock { Message = new BeaconBlock() };
        var head = new HeadSnapshot(
            @base.ParentRoot,
            HeadPayloadStatus.Full,
            block,
            genesis,
            new Checkpoint(),
            new Checkpoint(),
            @base.Execution,
            IsOptimistic: false);
        var parent = new ProposalParent(@base.ParentRoot, @base.BuildOnFull, @base.Execution);
        var blocks = ImmutableDictionary<Root, ChainBlock>.Empty.Add(head.Root, BlockOf(block, head.Root, genesis));
        return new ChainView
        {
            Spec = @base.State.Spec,
            GenesisTimeMs = @base.State.GenesisTime * 1000,
            CurrentSlot = @base.Slot,
            Head = head,
            JustifiedCheckpoint = new Checkpoint(),
            FinalizedCheckpoint = new Checkpoint(),
            Blocks = blocks,
            Canonical = CanonicalChain.Empty.Follow(blocks, head.Root, 0),
            AdvancedStates = ImmutableSortedDictionary<Slot, BeaconState>.Empty.Add(@base.Slot, @base.State),
            BuildsOnFullInNextSlot = true,
            ProposalParentOnTime = parent,
            ProposalParentLater = parent,
            ProposalParentInNextSlot = parent,
            OldestSlot = 0,
        };
    }

    /// <summary>A block of a view.</summary>
    public static ChainBlock BlockOf(SignedBeaconBlock block, Root root, BeaconState? state) =>
        new(BlockSummary.Of(root, block.Message)) { Block = block, State = state };
}
