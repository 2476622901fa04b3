using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Block;
using static Consensoor.Spec.Transition.Refusal;

namespace Consensoor.Spec.LightClient;

/// <summary>
/// Derives light client objects from blocks and states, in the form of the block's fork (`altair/light-client/full-node.md`).
/// </summary>
public static class FullNode
{
    /// <summary>
    /// The light client header of a block, in the form of the block's own fork; blocks before capella have no execution part
    /// (`altair/light-client/full-node.md#block_to_light_client_header`, modified in capella, deneb and gloas).
    /// </summary>
    public static LightClientHeader BlockToLightClientHeader(SignedBeaconBlock block, ChainSpec spec)
    {
        var message = block.Message;
        var context = spec.Ssz(spec.ForkAtSlot(message.Slot));
        var header = LightClientHeader.Default(context) with
        {
            Beacon = new BeaconBlockHeader
            {
                Slot = message.Slot,
                ProposerIndex = message.ProposerIndex,
                ParentRoot = message.ParentRoot,
                StateRoot = message.StateRoot,
                BodyRoot = message.Body.HashTreeRoot(context),
            },
        };
        return context.Fork switch
        {
            >= ForkName.Gloas => header with
            {
                ExecutionBlockHash = message.Body.SignedExecutionPayloadBid.Message.ParentBlockHash,
                ExecutionBranch =
                    LightClientProofs.ComputeMerkleProof(message.Body.ToNode(context), Constants.ExecutionBlockHashGindexGloas),
            },
            >= ForkName.Capella => header with
            {
                Execution = ExecutionPayloads.HeaderOf(message.Body.ExecutionPayload, context),
                ExecutionBranch = LightClientProofs.ComputeMerkleProof(message.Body.ToNode(context), Constants.ExecutionPayloadGindex),
            },
            _ => header,
        };
    }

    /// <summary>
    /// The bootstrap for a block of altair or later; refuses a state that is not the block's immediate post-state
    /// (`altair/light-client/full-node.md#create_light_client_bootstrap`).
    /// </summary>
    public static (LightClientBootstrap? Bootstrap, Refusal? Refusal) CreateLightClientBootstrap(BeaconState state, SignedBeaconBlock block)
    {
        if ((Require(state.ForkName >= ForkName.Altair) ?? RequirePostState(state, block.Message.HashTreeRoot(state.Ssz))) is { } refusal)
        {
            return (null, refusal);
        }

        return (new LightClientBootstrap
        {
            Header = BlockToLightClientHeader(block, state.Spec),
            CurrentSyncCommittee = state.CurrentSyncCommittee,
            CurrentSyncCommitteeBranch = LightClientProofs.ComputeMerkleProof(
                state.ToNode(state.Ssz), LightClientIndices.CurrentSyncCommitteeGindexAtSlot(state.Spec, state.Slot)),
        }, null);
    }

    /// <summary>
    /// The update that a block's sync aggregate makes for its parent, in the form of the parent's fork; without the finalized block it
    /// carries no finality. Refuses states that are not the blocks' immediate post-states, and an aggregate with too few participants
    /// (`altair/light-client/full-node.md#create_light_client_update`).
    /// </summary>
    public static (LightClientUpdate? Update, Refusal? Refusal) CreateLightClientUpdate(
        BeaconState state,
        SignedBeaconBlock block,
        BeaconState attestedState,
        SignedBeaconBlock attestedBlock,
        SignedBeaconBlock? finalizedBlock)
    {
        var spec = state.Spec;
        var refusal = Require(attestedState.ForkName >= ForkName.Altair)
            ?? Require((ulong)block.Message.Body.SyncAggregate.SyncCommitteeBits.CountOnes() >= spec.Preset.MinSyncCommitteeParticipants)
            ?? RequirePostState(state, block.Message.HashTreeRoot(state.Ssz))
            ?? RequirePostState(attestedState, block.Message.ParentRoot)
            ?? Require(attestedBlock.Message.HashTreeRoot(attestedState.Ssz) == block.Message.ParentRoot);
        if (refusal is not null)
        {
            return (null, refusal);
        }

        var tree = attestedState.ToNode(attestedState.Ssz);
        var update = LightClientUpdate.Default(attestedState.Ssz) with
        {
            AttestedHeader = BlockToLightClientHeader(attestedBlock, spec),
            SyncAggregate = block.Message.Body.SyncAggregate,
            SignatureSlot = block.Message.Slot,
        };

        // The next sync committee is of use only where the current one signs.
        if (LightClientIndices.ComputeSyncCommitteePeriodAtSlot(spec, attestedBlock.Message.Slot)
            == LightClientIndices.ComputeSyncCommitteePeriodAtSlot(spec, block.Message.Slot))
        {
            update = update with
            {
                NextSyncCommittee = attestedState.NextSyncCommittee,
                NextSyncCommitteeBranch =
                    LightClientProofs.ComputeMerkleProof(tree, LightClientIndices.NextSyncCommitteeGindexAtSlot(spec, attestedState.Slot)),
            };
        }

        if (finalizedBlock is null)
        {
            return (update, null);
        }

        if (finalizedBlock.Message.Slot != Constants.GenesisSlot)
        {
            var fork = spec.ForkAtSlot(finalizedBlock.Message.Slot);
            update = update with
            {
                FinalizedHeader = LightClientUpgrades.Upgrade(BlockToLightClientHeader(finalizedBlock, spec), fork, attestedState.Ssz)
            };
        }

        var finalizedRoot = finalizedBlock.Message.Slot == Constants.GenesisSlot
            ? Root.Zero
            : update.FinalizedHeader.Beacon.HashTreeRoot(attestedState.Ssz);
        return Require(finalizedRoot == attestedState.FinalizedCheckpoint.Root) is { } notFinalized
            ? (null, notFinalized)
            : (
                update with { FinalityBranch =
                    LightClientProofs.ComputeMerkleProof(tree, LightClientIndices.FinalizedRootGindexAtSlot(spec, attestedState.Slot)) },
                null);
    }

    /// <summary>The finality part of an update (`altair/light-client/full-node.md#create_light_client_finality_update`).</summary>
    public static LightClientFinalityUpdate CreateLightClientFinalityUpdate(LightClientUpdate update) => new()
    {
        AttestedHeader = update.AttestedHeader,
        FinalizedHeader = update.FinalizedHeader,
        FinalityBranch = update.FinalityBranch,
        SyncAggregate = update.SyncAggregate,
        SignatureSlot = update.SignatureSlot,
    };

    /// <summary>The optimistic part of an update (`altair/light-client/full-node.md#create_light_client_optimistic_update`).</summary>
    public static LightClientOptimisticUpdate CreateLightClientOptimisticUpdate(LightClientUpdate update) => new()
    {
        AttestedHeader = update.AttestedHeader,
        SyncAggregate = update.SyncAggregate,
        SignatureSlot = update.SignatureSlot,
    };

    /// <summary>The state has just taken in the block of this root.</summary>
    private static Refusal? RequirePostState(BeaconState state, Root blockRoot) => Require(state.Slot == state.LatestBlockHeader.Slot)
        ?? Require((state.LatestBlockHeader with { StateRoot = state.HashTreeRoot() }).HashTreeRoot(state.Ssz) == blockRoot);
}
