using System.Collections.Immutable;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Messages;

/// <summary>
/// The chain at one moment, immutable: many actors read it, and none of them asks the chain actor, which makes a new one from the last
/// whenever something in it changes.
/// </summary>
public sealed partial record ChainView : IGossipView
{
    /// <inheritdoc/>
    public required ChainSpec Spec { get; init; }

    /// <inheritdoc/>
    public required ulong GenesisTimeMs { get; init; }

    /// <summary>The slot the clock stood in when this view was made.</summary>
    public required Slot CurrentSlot { get; init; }

    /// <summary>The head of the chain (`get_head`) with its post-state.</summary>
    public required HeadSnapshot Head { get; init; }

    /// <summary>The store's justified checkpoint (`store.justified_checkpoint`), which the head's own may be behind.</summary>
    public required Checkpoint JustifiedCheckpoint { get; init; }

    /// <inheritdoc/>
    public required Checkpoint FinalizedCheckpoint { get; init; }

    /// <summary>The blocks that are not behind finality.</summary>
    public required ImmutableDictionary<Root, ChainBlock> Blocks { get; init; }

    /// <summary>How many of them have their post-states here.</summary>
    public int StatesInMemory { get; init; }

    /// <summary>Those of them that the head stands on, by slot.</summary>
    public required CanonicalChain Canonical { get; init; }

    /// <summary>The head's post-state advanced to slots that matter, such as the next one (`process_slots`); frozen, by slot.</summary>
    public ImmutableSortedDictionary<Slot, BeaconState> AdvancedStates { get; init; } = ImmutableSortedDictionary<Slot, BeaconState>.Empty;

    /// <summary>True where the head is built upon with its payload in the slot after it (gloas on).</summary>
    public required bool BuildsOnFullInNextSlot { get; init; }

    /// <summary>
    /// What a proposer of the current slot builds on while it is on time (`is_proposing_on_time`): it may leave a late and weak head aside.
    /// </summary>
    public required ProposalParent ProposalParentOnTime { get; init; }

    /// <summary>What a proposer of the current slot builds on later in the slot.</summary>
    public required ProposalParent ProposalParentLater { get; init; }

    /// <summary>What a proposer of the next slot builds on, if nothing changes until then.</summary>
    public required ProposalParent ProposalParentInNextSlot { get; init; }

    /// <summary>The inclusion lists of the last slots (heze on), as they were when this view was made: nobody adds to them.</summary>
    public InclusionListStore InclusionListStore { get; init; } = new();

    /// <summary>The slot of the oldest block that is in memory, the finalized one or a justified one below it.</summary>
    public required Slot OldestSlot { get; init; }

    /// <summary>
    /// True while the execution layer has not decided about a payload of the head's chain, or has found one invalid
    /// (<see cref="HeadSnapshot.IsInvalid"/>).
    /// </summary>
    public bool IsOptimistic => Head.IsOptimistic;

    /// <summary>The slots between the head and the clock.</summary>
    public ulong Distance => CurrentSlot > Head.Slot ? CurrentSlot - Head.Slot : 0;

    /// <summary>True for the block of a root in the head's chain.</summary>
    public bool IsCanonical(Root root) => Blocks.TryGetValue(root, out var block) && CanonicalAt(block.Slot)?.Root == root;

    /// <summary>The last block of the head's chain at or before a slot; null behind what is in memory.</summary>
    public ChainBlock? CanonicalAt(Slot slot) => Canonical.AtOrBefore(slot) is { } root ? Blocks.GetValueOrDefault(root) : null;

    /// <summary>
    /// The head's state as it stands in a slot, for reading: committees, proposers, domains. Null where that costs an epoch transition
    /// which nobody has computed yet, and for slots before the head.
    /// </summary>
    public BeaconState? StateAt(Slot slot) => HeadState.Slot <= slot ? Advanced(HeadState, slot) : null;

    /// <summary>The head's state in the epoch of a slot, as it stands there; null where nobody has computed that epoch yet.</summary>
    public BeaconState? StateInEpochOf(Slot slot) =>
        Accessors.GetCurrentEpoch(HeadState) == Misc.ComputeEpochAtSlot(Spec.Preset, slot) ? HeadState : StateAt(slot);

    /// <summary>
    /// What the payload timeliness committee of a slot attests to: its block (the head's chain first), whether the payload was there before
    /// a time, and the data.
    /// </summary>
    public PayloadTimeliness PayloadTimelinessOf(Slot slot, DateTimeOffset due)
    {
        ChainBlock? seen = null;
        foreach (var block in Blocks.Values)
        {
            if (block.Slot == slot
                && (block.Root == Head.Root || seen is null || (seen.Root != Head.Root && block.Root.CompareTo(seen.Root) < 0)))
            {
                seen = block;
            }
        }

        return seen is null
            ? new PayloadTimeliness(slot, null, false, false)
            : new PayloadTimeliness(slot, seen.Root, seen.PayloadSeenAt < due, seen.HasData);
    }

    /// <summary>What is known under a root, as long as it is in memory.</summary>
    public ChainLookup? Lookup(Root root) => Blocks.TryGetValue(root, out var block) ? LookupOf(block) : null;

    /// <summary>The canonical block in a slot; null where the slot is empty or no longer in memory.</summary>
    public ChainLookup? LookupAt(Slot slot) => CanonicalAt(slot) is { } block && block.Slot == slot ? LookupOf(block) : null;

    /// <summary>The block whose post-state has a root.</summary>
    public ChainLookup? LookupByState(Root stateRoot) =>
        Blocks.Values.FirstOrDefault(block => block.Summary.StateRoot == stateRoot) is { } block ? LookupOf(block) : null;

    private ChainLookup LookupOf(ChainBlock block) => new(
        block.Root,
        block.Block,
        block.State,
        block.Envelope,
        IsCanonical(block.Root),
        block.Slot <= Misc.ComputeStartSlotAtEpoch(Spec.Preset, FinalizedCheckpoint.Epoch),
        IsUndecided(block));

    // A block is as undecided as its own payload, or as the last one its chain has.
    private bool IsUndecided(ChainBlock block)
    {
        if (block.IsOptimistic)
        {
            return true;
        }

        while (Blocks.TryGetValue(block.ParentRoot, out var parent))
        {
            if (block.IsParentFull)
            {
                return parent.IsOptimistic;
            }

            block = parent;
        }

        return false;
    }
}
