using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Conformance.Runners.Networking;

/// <summary>
/// A store as gossip conditions see it, with what the specification's store keeps beside: blocks that are seen but not imported, and
/// payload statuses.
/// </summary>
internal sealed class StoreView(Store store) : IGossipView
{
    private readonly Dictionary<Root, BeaconBlock> _withoutState = [];
    private readonly Dictionary<Root, PayloadValidationStatus> _payloadStatuses = [];

    /// <inheritdoc/>
    public ChainSpec Spec => store.Spec;

    /// <inheritdoc/>
    public ulong GenesisTimeMs => store.GenesisTimeMs;

    /// <inheritdoc/>
    public Checkpoint FinalizedCheckpoint => store.FinalizedCheckpoint;

    /// <inheritdoc/>
    public Root HeadRoot => HeadSelection.GetHead(store).Root;

    /// <inheritdoc/>
    public BeaconState HeadState => store.Blocks[HeadRoot].State;

    /// <summary>Enters a block that is seen but has no post-state.</summary>
    public void AddWithoutState(Root root, BeaconBlock block) => _withoutState[root] = block;

    /// <summary>Sets what the execution layer says of a block's payload.</summary>
    public void SetPayloadStatus(Root root, PayloadValidationStatus status) => _payloadStatuses[root] = status;

    /// <inheritdoc/>
    public GossipBlock? Find(Root root)
    {
        var status = _payloadStatuses.GetValueOrDefault(root, PayloadValidationStatus.NotValidated);
        if (_withoutState.TryGetValue(root, out var block))
        {
            return new GossipBlock(root, block, null, null, status) { FailedValidation = true };
        }

        return store.Blocks.TryGetValue(root, out var known)
            ? new GossipBlock(root, known.Block, known.State, known.Payload, status)
            : null;
    }

    /// <inheritdoc/>
    public Root GetCheckpointBlock(Root root, Epoch epoch) => Ancestry.GetCheckpointBlock(store, root, epoch);

    /// <inheritdoc/>
    public Root GetShufflingDependentRoot(Root root, Epoch epoch) => Ancestry.GetShufflingDependentRoot(store, root, epoch);

    /// <inheritdoc/>
    public bool IsValidDependentRoot(Root root, Slot dependentSlot) => Ancestry.IsValidDependentRoot(store, root, dependentSlot);

    /// <inheritdoc/>
    public bool ShouldBuildOnFull(Slot slot) => Payloads.ShouldBuildOnFull(store, HeadSelection.GetHead(store), slot);

    /// <inheritdoc/>
    public ValidatorIndex? GetExpectedProposer(GossipBlock parent, Slot slot) =>
        Advanced(parent.State!, slot) is { } state ? Accessors.GetBeaconProposerIndex(state) : null;

    /// <inheritdoc/>
    public ValidatorIndex? GetLookaheadProposer(Root dependentRoot, Slot slot)
    {
        var start = Ancestry.ComputeShufflingLookaheadStartSlot(Spec.Preset, Misc.ComputeEpochAtSlot(Spec.Preset, slot));
        return Advanced(store.Blocks[dependentRoot].State, start) is { } state ? state.ProposerLookahead[slot - start] : null;
    }

    /// <inheritdoc/>
    public BeaconState? Advanced(BeaconState state, Slot slot) =>
        state.Slot >= slot ? state : StateTransition.AdvanceTo(state, slot, AcceptAllVerifier.Instance).Post;

    /// <inheritdoc/>
    public bool IsInclusionListBitsInclusive(SszList<ValidatorIndex> committee, Slot slot, Root dependentRoot, BitList inclusionListBits) =>
        store.InclusionLists.IsInclusionListBitsInclusive(committee, slot, dependentRoot, inclusionListBits);
}
