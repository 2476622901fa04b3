using System.Collections.Concurrent;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Fuzz.Gossip;

/// <summary>
/// A world as gossip conditions see it, literally, counting what they ask. Advancing beyond a few epochs is a finding: it is work that a
/// stranger chose.
/// </summary>
internal sealed class GossipWorldView(GossipWorld world, GossipBlock head, Checkpoint finalized) : IGossipView
{
    /// <summary>The start of slot 0 in Unix milliseconds.</summary>
    internal const ulong Genesis = 1_600_000_000_000;

    private static readonly ConcurrentDictionary<(GossipWorld, Root, Slot, Slot), BeaconState> AdvancedStates = [];

    public ChainSpec Spec => world.Spec;

    public ulong GenesisTimeMs => Genesis;

    public Checkpoint FinalizedCheckpoint => finalized;

    public Root HeadRoot => head.Root;

    public BeaconState HeadState => head.State!;

    /// <summary>How often something was asked.</summary>
    internal int Asked { get; private set; }

    public GossipBlock? Find(Root root)
    {
        Asked++;
        return world.Blocks.GetValueOrDefault(root);
    }

    public bool KnowsPayloads => true;

    public Root GetCheckpointBlock(Root root, Epoch epoch) => AncestorAt(root, Misc.ComputeStartSlotAtEpoch(Spec.Preset, epoch));

    public Root GetShufflingDependentRoot(Root root, Epoch epoch) =>
        AncestorAt(
            root,
            Misc.SaturatingSub(Misc.ComputeStartSlotAtEpoch(Spec.Preset, Misc.SaturatingSub(epoch, Spec.Preset.MinSeedLookahead)), 1));

    public bool IsValidDependentRoot(Root root, Slot dependentSlot)
    {
        Asked++;
        return root == HeadRoot || world.Blocks.Values.Any(block => block.Block.ParentRoot == root && block.Slot > dependentSlot);
    }

    public bool ShouldBuildOnFull(Slot slot)
    {
        Asked++;
        return head.Payload is not null;
    }

    public ValidatorIndex? GetExpectedProposer(GossipBlock parent, Slot slot) =>
        parent.State is { } state && Advanced(state, slot) is { } advanced ? Accessors.GetBeaconProposerIndex(advanced) : null;

    public ValidatorIndex? GetLookaheadProposer(Root dependentRoot, Slot slot)
    {
        var epoch = Misc.ComputeEpochAtSlot(Spec.Preset, slot);
        var start = Misc.ComputeStartSlotAtEpoch(Spec.Preset, Misc.SaturatingSub(epoch, Spec.Preset.MinSeedLookahead));
        return world.Blocks[dependentRoot].State is { } dependent && Advanced(dependent, start) is { ForkName: >= ForkName.Fulu } state
            && slot - start < (ulong)state.ProposerLookahead.Count
            ? state.ProposerLookahead[slot - start]
            : null;
    }

    public BeaconState? Advanced(BeaconState state, Slot slot)
    {
        Asked++;
        if (state.Slot >= slot)
        {
            return state;
        }

        if (slot - state.Slot > 6 * Spec.Preset.SlotsPerEpoch)
        {
            return null;
        }

        var key = (world, state.LatestBlockHeader.ParentRoot, state.Slot, slot);
        return AdvancedStates.GetOrAdd(key, _ => Frozen(StateTransition.AdvanceTo(state, slot, AcceptAllVerifier.Instance).Post!));
    }

    private static BeaconState Frozen(BeaconState state)
    {
        state.Freeze();
        return state;
    }

    private Root AncestorAt(Root root, Slot slot)
    {
        Asked++;
        var block = world.Blocks[root];
        while (block.Slot > slot)
        {
            block = world.Blocks[block.Block.ParentRoot];
        }

        return block.Root;
    }
}
