using Consensoor.Interop.Storage;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Actors.Hosting.Databases;

/// <summary>
/// Makes states of the finalized chain of a store, from snapshots and blocks, one slot after the other: what was made last is where the
/// next begins. Throws <see cref="ChainStoreException"/>, which names what is missing or damaged.
/// </summary>
internal sealed class StoredStates(IChainStore store, ChainSpec spec)
{
    private const int Page = 32;

    private readonly ImmediateVerifier _verifier = new(ManagedBls.Shared);
    private (BeaconState State, Root Root)? _last;

    /// <summary>The state of a slot, frozen, with the root of the last block that it has seen.</summary>
    public (BeaconState State, Root Root) At(Slot slot)
    {
        var snapshot = store.FindSnapshot(slot) ?? throw new ChainStoreException($"no state at or before slot {slot} is kept");
        var (state, root) = _last is { } last && last.State.Slot <= slot && last.State.Slot >= snapshot.Slot ? last : Decoded(snapshot);
        while (state.Slot < slot)
        {
            var page = store.FinalizedAfter(state.Slot, Page);
            if (page.DamagedFrom <= slot)
            {
                throw new ChainStoreException(page.Damaged[0]);
            }

            var rows = page.Blocks.TakeWhile(row => row.Slot <= slot).ToArray();
            foreach (var row in rows)
            {
                (state, root) = (Applied(state, root, row), row.Root);
            }

            if (rows.Length == 0)
            {
                var (advanced, refusal) = StateTransition.AdvanceTo(state, slot, _verifier);
                state = advanced ?? throw new ChainStoreException($"slot {slot} cannot be reached from slot {state.Slot}: {refusal}");
                state.Freeze();
            }
        }

        _last = (state, root);
        return (state, root);
    }

    /// <summary>A stored state, whose root is that of the block it belongs to.</summary>
    public (BeaconState State, Root Root) Decoded(StoredSnapshot snapshot)
    {
        var ssz = store.ReadSnapshot(snapshot) ?? throw new ChainStoreException($"the state of slot {snapshot.Slot} is not there");
        if (!BeaconState.TryDecode(ssz, spec.Ssz(snapshot.Fork), out var state, out var error))
        {
            throw new ChainStoreException($"the state of slot {snapshot.Slot} cannot be read: {error}");
        }

        state.Freeze();
        return (state.LatestBlockHeader with { StateRoot = state.HashTreeRoot() }).HashTreeRoot(state.Ssz) == snapshot.BlockRoot
            ? (state, snapshot.BlockRoot)
            : throw new ChainStoreException($"the state of slot {snapshot.Slot} is not that of block {snapshot.BlockRoot}");
    }

    private BeaconState Applied(BeaconState state, Root parent, StoredBlockRow row)
    {
        if (row.ParentRoot != parent)
        {
            throw new ChainStoreException($"block {row.ParentRoot}, on which block {row.Root} of slot {row.Slot} stands, is missing");
        }

        var block = NodeStore.DecodeBlock(spec, row.Fork, row.Ssz, row.Root);
        var (post, refusal) = StateTransition.Apply(state, block, AcceptAllVerifier.Instance, new DeferringExecutionEngine());
        if (post is null)
        {
            throw new ChainStoreException($"block {row.Root} of slot {row.Slot} does not follow from the state before it: {refusal}");
        }

        post.Freeze();
        return post;
    }
}
