using Consensoor.Actors.Hosting.Checkpoints;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Interop.Genesis;
using Consensoor.Interop.Storage;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Hosting;

/// <summary>Makes a store ready for a node: gives it its first anchor, and reads what it holds.</summary>
public static class NodeStore
{
    /// <summary>The genesis of a state; throws <see cref="NodeStartException"/> where no chain can begin with it.</summary>
    public static ChainGenesis GenesisOf(BeaconState state) =>
        ChainGenesis.TryCreate(state, out var error) ?? throw new NodeStartException(error!);

    /// <summary>
    /// Gives a new store a genesis anchor. Throws <see cref="ChainStoreException"/> where the store holds another chain, or an anchor whose
    /// block, state and root do not fit.
    /// </summary>
    public static IChainStore WithGenesis(IChainStore store, ChainGenesis genesis)
    {
        var state = genesis.State;
        if (store.Anchor is not { } anchor)
        {
            var epoch = Misc.ComputeEpochAtSlot(state.Preset, state.Slot);
            store.PutAnchor(
                new StoredAnchor(epoch, genesis.BlockRoot, state.Slot, state.ForkName, null, state.ForkName, state.ToSsz(state.Ssz)),
                [genesis.BlockRoot]);
            return store;
        }

        var stored = DecodeState(state.Spec, anchor);
        if (stored.GenesisValidatorsRoot != state.GenesisValidatorsRoot || stored.GenesisTime != state.GenesisTime)
        {
            throw new ChainStoreException(
                $"the store holds a chain with genesis time {stored.GenesisTime} and validators {stored.GenesisValidatorsRoot}, "
                + $"not {state.GenesisTime} and {state.GenesisValidatorsRoot}");
        }

        var root = CheckAnchor(anchor, stored);
        return anchor.BlockSsz is not null || root == genesis.BlockRoot ? store : throw new ChainStoreException(
            $"the store's anchor {anchor.BlockRoot} of slot {anchor.Slot} is not the genesis block, which is {genesis.BlockRoot}");
    }

    /// <summary>Gives a new store a finalized checkpoint as its anchor, with its payload where that is at hand.</summary>
    public static IChainStore WithCheckpoint(IChainStore store, CheckpointAnchor checkpoint)
    {
        var (state, root) = (checkpoint.State, checkpoint.Checkpoint.Root);
        var (slot, ssz) = (checkpoint.Block.Message.Slot, checkpoint.Block.ToSsz(state.Ssz));
        var parent = checkpoint.Block.Message.ParentRoot;
        store.PutHistory(
            new StoredHistory(slot, parent),
            [new StoredBlockRow(root, parent, slot, state.ForkName, ssz)],
            checkpoint.Envelope is { } envelope
                ? [new StoredEnvelopeRow(root, slot, state.ForkName, envelope.ToSsz(state.Ssz))]
                : []);
        store.PutAnchor(
            new StoredAnchor(checkpoint.Checkpoint.Epoch, root, slot, state.ForkName, ssz, state.ForkName, state.ToSsz(state.Ssz)), [root]);
        store.Flush();
        return store;
    }

    /// <summary>
    /// The state of the anchor that a store has, frozen. Throws <see cref="ChainStoreException"/> where its block, state and root do not
    /// fit.
    /// </summary>
    public static BeaconState OwnState(IChainStore store, ChainSpec spec)
    {
        var anchor = store.Anchor ?? throw new ChainStoreException("the store has no anchor");
        var state = DecodeState(spec, anchor);
        CheckAnchor(anchor, state);
        return state;
    }

    private static Root CheckAnchor(StoredAnchor anchor, BeaconState stored)
    {
        var root = (stored.LatestBlockHeader with { StateRoot = stored.HashTreeRoot() }).HashTreeRoot(stored.Ssz);
        return root == anchor.BlockRoot ? root : throw new ChainStoreException(
            $"the store's anchor {anchor.BlockRoot} of slot {anchor.Slot} is not the block of its state, which is {root}");
    }

    /// <summary>
    /// The execution block that the store's anchor stands on, for an execution layer that begins with it: the last payload of the chain up
    /// to the anchor, looked for among the stored blocks, or what the anchor's state says of it. Throws <see cref="ChainStoreException"/>
    /// where the store is new.
    /// </summary>
    public static ExecutionBlock ExecutionAnchor(IChainStore store, ChainSpec spec)
    {
        var anchor = store.Anchor ?? throw new ChainStoreException("the store has no anchor");
        var state = DecodeState(spec, anchor);
        var genesis = EmbeddedExecutionLayer.Genesis(state.GenesisTime);
        if (state.ForkName < ForkName.Gloas || state.LatestBlockHash == genesis.Hash)
        {
            return state.ForkName < ForkName.Gloas ? EmbeddedExecutionLayer.GenesisOf(state) : genesis;
        }

        for (var row = store.GetBlock(anchor.BlockRoot); row is not null; row = store.GetBlock(row.ParentRoot))
        {
            var payload = row.Fork >= ForkName.Gloas
                ? (store.GetEnvelope(row.Root) is { } envelope ? DecodeEnvelope(spec, envelope).Message.Payload : null)
                : DecodeBlock(spec, row.Fork, row.Ssz, row.Root).Message.Body.ExecutionPayload;
            if (payload?.BlockHash == state.LatestBlockHash)
            {
                return ExecutionBlock.Of(payload);
            }
        }

        return EmbeddedExecutionLayer.GenesisOf(state) with { IsHashOnly = state.Slot > Spec.Constants.GenesisSlot };
    }

    /// <summary>The anchor's state, frozen; throws <see cref="ChainStoreException"/> where the bytes are none.</summary>
    public static BeaconState DecodeState(ChainSpec spec, StoredAnchor anchor)
    {
        if (!BeaconState.TryDecode(anchor.StateSsz, spec.Ssz(anchor.StateFork), out var state, out var error))
        {
            throw new ChainStoreException($"the anchor state in slot {anchor.Slot} cannot be read: {error}");
        }

        state.Freeze();
        return state;
    }

    /// <summary>A stored block; throws <see cref="ChainStoreException"/> where the bytes are none.</summary>
    public static SignedBeaconBlock DecodeBlock(ChainSpec spec, ForkName fork, byte[] ssz, Root root) =>
        SignedBeaconBlock.TryDecode(ssz, spec.Ssz(fork), out var block, out var error)
            ? block
            : throw new ChainStoreException($"the stored block {root} cannot be read: {error}");

    /// <summary>A stored envelope; throws <see cref="ChainStoreException"/> where the bytes are none.</summary>
    public static SignedExecutionPayloadEnvelope DecodeEnvelope(ChainSpec spec, StoredEnvelopeRow row) =>
        SignedExecutionPayloadEnvelope.TryDecode(row.Ssz, spec.Ssz(row.Fork), out var envelope, out var error)
            ? envelope
            : throw new ChainStoreException($"the stored envelope of {row.BlockRoot} cannot be read: {error}");
}
