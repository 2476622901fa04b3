using Consensoor.Spec.Config;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Operations;

namespace Consensoor.Messages;

/// <summary>What gossip conditions ask of the chain.</summary>
public sealed partial record ChainView
{
    /// <inheritdoc/>
    public Root HeadRoot => Head.Root;

    /// <inheritdoc/>
    public BeaconState HeadState => Head.State;

    /// <inheritdoc/>
    public bool KnowsPayloads => true;

    /// <inheritdoc/>
    /// <remarks>
    /// A block whose state or body was let go counts as not seen: what names it waits or is ignored, and nobody is to blame.
    /// </remarks>
    public GossipBlock? Find(Root root) => Blocks.GetValueOrDefault(root)?.Gossip;

    /// <inheritdoc/>
    public Root GetCheckpointBlock(Root root, Epoch epoch) => AncestorAt(root, Misc.ComputeStartSlotAtEpoch(Spec.Preset, epoch));

    /// <inheritdoc/>
    public Root GetShufflingDependentRoot(Root root, Epoch epoch) =>
        AncestorAt(
            root,
            Misc.SaturatingSub(Misc.ComputeStartSlotAtEpoch(Spec.Preset, Misc.SaturatingSub(epoch, Spec.Preset.MinSeedLookahead)), 1));

    /// <inheritdoc/>
    public bool IsValidDependentRoot(Root root, Slot dependentSlot) =>
        root == HeadRoot || (Blocks.TryGetValue(root, out var block) && block.LastChildSlot > dependentSlot);

    /// <inheritdoc/>
    public bool ShouldBuildOnFull(Slot slot) =>
        Head.Slot + 1 == slot ? BuildsOnFullInNextSlot : Head.PayloadStatus == HeadPayloadStatus.Full;

    /// <inheritdoc/>
    public ValidatorIndex? GetExpectedProposer(GossipBlock parent, Slot slot)
    {
        if (parent.State is not { } state)
        {
            return null;
        }

        if (state.ForkName >= ForkName.Fulu)
        {
            var offset = slot - Misc.ComputeStartSlotAtEpoch(Spec.Preset, Accessors.GetCurrentEpoch(state));
            if (offset < (ulong)state.ProposerLookahead.Count)
            {
                return state.ProposerLookahead[offset];
            }
        }

        return Advanced(state, slot) is { } advanced ? Accessors.GetBeaconProposerIndex(advanced) : null;
    }

    /// <inheritdoc/>
    public ValidatorIndex? GetLookaheadProposer(Root dependentRoot, Slot slot)
    {
        // At an epoch's first moment the head is of the one before, and its state has been advanced into this one for its first block.
        var epoch = Misc.ComputeEpochAtSlot(Spec.Preset, slot);
        var settled = Ancestry.ComputeShufflingLookaheadStartSlot(Spec.Preset, epoch);
        if (GetShufflingDependentRoot(HeadRoot, epoch) != dependentRoot
            || Advanced(HeadState, settled) is not { ForkName: >= ForkName.Fulu } state)
        {
            return null;
        }

        var start = Misc.ComputeStartSlotAtEpoch(Spec.Preset, Accessors.GetCurrentEpoch(state));
        return slot >= start && slot - start < (ulong)state.ProposerLookahead.Count ? state.ProposerLookahead[slot - start] : null;
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
            // What the pool has computed ahead of an epoch serves everybody.
            return ReferenceEquals(state, HeadState) ? AdvancedFor(slot) : null;
        }

        return InSlot(state, slot);
    }

    /// <inheritdoc/>
    public bool IsInclusionListBitsInclusive(
        SszList<ValidatorIndex> committee, Slot slot, Root dependentRoot, BitList inclusionListBits) =>
        InclusionListStore.IsInclusionListBitsInclusive(committee, slot, dependentRoot, inclusionListBits);

    /// <summary>
    /// What is known of the inclusion lists that a block on a parent has to heed, by its state in the block's slot; null before heze
    /// (`heze/validator.md#executionpayload`).
    /// </summary>
    public KnownInclusionLists? InclusionListsFor(BeaconState state, Root parentRoot)
    {
        if (state.ForkName < ForkName.Heze || state.Slot == 0)
        {
            return null;
        }

        var slot = state.Slot - 1;
        var dependentRoot = GetShufflingDependentRoot(parentRoot, Misc.ComputeEpochAtSlot(Spec.Preset, slot));
        var committee = InclusionLists.GetInclusionListCommittee(state, slot);
        return new KnownInclusionLists(
            SszList.From(InclusionListStore.GetInclusionListTransactions(slot, dependentRoot, onlyTimely: false)),
            InclusionListStore.GetInclusionListBits(committee, slot, dependentRoot, onlyTimely: false));
    }

    // Within an epoch slots change nothing that is read but the slot itself.
    private static BeaconState InSlot(BeaconState state, Slot slot)
    {
        var copy = state.Copy();
        copy.Slot = slot;
        return copy;
    }

    private BeaconState? AdvancedFor(Slot slot)
    {
        // A state that was first needed in the middle of an epoch serves the epoch's earlier slots too.
        var epoch = Misc.ComputeEpochAtSlot(Spec.Preset, slot);
        BeaconState? nearest = null;
        foreach (var (at, state) in AdvancedStates)
        {
            if (Accessors.GetCurrentEpoch(state) == epoch && (at <= slot || nearest is null))
            {
                nearest = state;
            }
        }

        return nearest is null || nearest.Slot == slot ? nearest : InSlot(nearest, slot);
    }

    /// <summary>
    /// Finds the block of a chain at or before a slot. A post-state remembers the roots of SLOTS_PER_HISTORICAL_ROOT slots, so that a step
    /// reaches that far back, and a vote costs few steps however far finality is behind; a block whose state was let go costs one step to
    /// its parent.
    /// </summary>
    private Root AncestorAt(Root root, Slot slot)
    {
        var length = Spec.Preset.SlotsPerHistoricalRoot;
        var block = Blocks[root];
        while (block.Slot > slot)
        {
            var roots = block.State is { } state && state.Slot == block.Slot ? state.BlockRoots : null;
            if (roots is not null && block.Slot - slot <= length)
            {
                return roots[slot % length];
            }

            var earlier = roots is not null && block.Slot > length ? roots[(block.Slot - length) % length] : block.ParentRoot;
            if (!Blocks.TryGetValue(earlier, out var next) && !Blocks.TryGetValue(block.ParentRoot, out next))
            {
                return default;
            }

            block = next;
        }

        return block.Root;
    }
}
