using System.Collections.Immutable;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Chain;

/// <summary>An immutable picture of the store for gossip conditions, which many actors may read: the chain actor makes a new one from the last whenever something in it changes.</summary>
public sealed record GossipView : IGossipView
{
    /// <inheritdoc/>
    public required ChainSpec Spec { get; init; }

    /// <inheritdoc/>
    public required ulong GenesisTimeMs { get; init; }

    /// <inheritdoc/>
    public required Checkpoint FinalizedCheckpoint { get; init; }

    /// <inheritdoc/>
    public required Root HeadRoot { get; init; }

    /// <inheritdoc/>
    public required BeaconState HeadState { get; init; }

    /// <summary>True where the head is built upon with its payload in the slot after it.</summary>
    public required bool BuildsOnFullInNextSlot { get; init; }

    /// <summary>True where the head is its full node, which later slots go by.</summary>
    public required bool HeadIsFull { get; init; }

    /// <summary>The blocks that are not behind finality.</summary>
    public required ImmutableDictionary<Root, GossipBlock> Blocks { get; init; }

    /// <inheritdoc/>
    public GossipBlock? Find(Root root) => Blocks.GetValueOrDefault(root);

    /// <inheritdoc/>
    public Root GetCheckpointBlock(Root root, Epoch epoch) => AncestorAt(root, Misc.ComputeStartSlotAtEpoch(Spec.Preset, epoch));

    /// <inheritdoc/>
    public Root GetShufflingDependentRoot(Root root, Epoch epoch) =>
        AncestorAt(root, Misc.SaturatingSub(Misc.ComputeStartSlotAtEpoch(Spec.Preset, Misc.SaturatingSub(epoch, Spec.Preset.MinSeedLookahead)), 1));

    /// <inheritdoc/>
    public bool IsValidDependentRoot(Root root, Slot dependentSlot) =>
        root == HeadRoot || Blocks.Values.Any(block => block.Block.ParentRoot == root && block.Slot > dependentSlot);

    /// <inheritdoc/>
    public bool ShouldBuildOnFull(Slot slot) => Blocks[HeadRoot].Slot + 1 == slot ? BuildsOnFullInNextSlot : HeadIsFull;

    /// <inheritdoc/>
    public ValidatorIndex? GetExpectedProposer(GossipBlock parent, Slot slot)
    {
        var state = parent.State!;
        if (state.ForkName >= ForkName.Fulu)
        {
            var offset = slot - Misc.ComputeStartSlotAtEpoch(Spec.Preset, Accessors.GetCurrentEpoch(state));
            return offset < (ulong)state.ProposerLookahead.Count ? state.ProposerLookahead[offset] : null;
        }

        return Advanced(state, slot) is { } advanced ? Accessors.GetBeaconProposerIndex(advanced) : null;
    }

    /// <inheritdoc/>
    public ValidatorIndex? GetLookaheadProposer(Root dependentRoot, Slot slot)
    {
        var epoch = Misc.ComputeEpochAtSlot(Spec.Preset, slot);
        if (HeadState.ForkName < ForkName.Fulu || GetShufflingDependentRoot(HeadRoot, epoch) != dependentRoot)
        {
            return null;
        }

        var start = Misc.ComputeStartSlotAtEpoch(Spec.Preset, Accessors.GetCurrentEpoch(HeadState));
        return slot >= start && slot - start < (ulong)HeadState.ProposerLookahead.Count ? HeadState.ProposerLookahead[slot - start] : null;
    }

    /// <inheritdoc/>
    public BeaconState? Advanced(BeaconState state, Slot slot)
    {
        if (state.Slot >= slot)
        {
            return state;
        }

        if (Misc.ComputeEpochAtSlot(Spec.Preset, slot) != Accessors.GetCurrentEpoch(state))
        {
            return null;
        }

        // Within an epoch slots change nothing that a condition reads but the slot itself.
        var advanced = state.Copy();
        advanced.Slot = slot;
        return advanced;
    }

    private Root AncestorAt(Root root, Slot slot)
    {
        var block = Blocks[root];
        while (block.Slot > slot)
        {
            if (!Blocks.TryGetValue(block.Block.ParentRoot, out var parent))
            {
                var state = block.State!;
                return block.Slot - slot <= Spec.Preset.SlotsPerHistoricalRoot ? state.BlockRoots[slot % Spec.Preset.SlotsPerHistoricalRoot] : default;
            }

            block = parent;
        }

        return block.Root;
    }
}
