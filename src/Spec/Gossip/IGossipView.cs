using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;

namespace Consensoor.Spec.Gossip;

/// <summary>
/// What gossip conditions know of the chain: the parts of the specification's store that they read. A store can be one, and so can a
/// picture of it that others hold.
/// </summary>
public interface IGossipView
{
    /// <summary>The preset and configuration of the chain that messages belong to.</summary>
    ChainSpec Spec { get; }

    /// <summary>The start of slot 0 in Unix milliseconds.</summary>
    ulong GenesisTimeMs { get; }

    /// <summary>The store's `finalized_checkpoint`, from which blocks must descend.</summary>
    Checkpoint FinalizedCheckpoint { get; }

    /// <summary>The root of the head block, as `get_head(store)` finds it.</summary>
    Root HeadRoot { get; }

    /// <summary>The post-state of the head.</summary>
    BeaconState HeadState { get; }

    /// <summary>A block that was seen, or null.</summary>
    GossipBlock? Find(Root root);

    /// <summary>`get_checkpoint_block`: the block a checkpoint of an epoch names in the chain of a block that is known.</summary>
    Root GetCheckpointBlock(Root root, Epoch epoch);

    /// <summary>`get_shuffling_dependent_root` of a block that is known.</summary>
    Root GetShufflingDependentRoot(Root root, Epoch epoch);

    /// <summary>
    /// True where a block is or could become the last one at or before a slot on some branch
    /// (`gloas/fork-choice.md#new-is_valid_dependent_root`).
    /// </summary>
    bool IsValidDependentRoot(Root root, Slot dependentSlot);

    /// <summary>`should_build_on_full` of the head for a slot (gloas on).</summary>
    bool ShouldBuildOnFull(Slot slot);

    /// <summary>
    /// The proposer of a slot on top of a block (`process_slots`, `get_beacon_proposer_index`); null where that would cost an epoch
    /// transition the view does not want to pay.
    /// </summary>
    ValidatorIndex? GetExpectedProposer(GossipBlock parent, Slot slot);

    /// <summary>
    /// The proposer of a slot in the lookahead that a dependent block decides (gloas on); null where no state at hand knows.
    /// </summary>
    ValidatorIndex? GetLookaheadProposer(Root dependentRoot, Slot slot);

    /// <summary>
    /// The post-state of a block advanced to a later slot (`process_slots`), as far as builders are concerned; null where that would cost
    /// an epoch transition the view does not want to pay.
    /// </summary>
    BeaconState? Advanced(BeaconState state, Slot slot);

    /// <summary>
    /// True where a payload that the view has is known to gossip however it came; the specification's tables have those alone that were
    /// accepted on their topic.
    /// </summary>
    bool KnowsPayloads => false;

    /// <summary>
    /// `is_inclusion_list_bits_inclusive` of the timely lists known (heze on); a view without lists finds nothing missing.
    /// </summary>
    bool IsInclusionListBitsInclusive(SszList<ValidatorIndex> committee, Slot slot, Root dependentRoot, BitList inclusionListBits) => true;
}
