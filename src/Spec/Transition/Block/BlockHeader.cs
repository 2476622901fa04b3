using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using static Consensoor.Spec.Transition.Helpers.Accessors;
using static Consensoor.Spec.Transition.Refusal;

namespace Consensoor.Spec.Transition.Block;

/// <summary>The block header step (`phase0/beacon-chain.md#block-header`).</summary>
public static class BlockHeader
{
    /// <summary>
    /// Makes the block the latest header. Refuses another slot than the state's, a wrong or slashed proposer, and another parent than the
    /// latest header. See `process_block_header`.
    /// </summary>
    public static Refusal? ProcessBlockHeader(BeaconState state, BeaconBlock block)
    {
        if ((Require(block.Slot == state.Slot)
            ?? Require(block.Slot > state.LatestBlockHeader.Slot)
            ?? Require(block.ProposerIndex == GetBeaconProposerIndex(state))
            ?? Require(block.ParentRoot == state.LatestBlockHeader.HashTreeRoot(state.Ssz))
            ?? Require(!state.Validators[block.ProposerIndex].Slashed)) is { } refusal)
        {
            return refusal;
        }

        // The state root stays zero until the next process_slot fills it in.
        state.LatestBlockHeader = new BeaconBlockHeader
        {
            Slot = block.Slot,
            ProposerIndex = block.ProposerIndex,
            ParentRoot = block.ParentRoot,
            BodyRoot = block.Body.HashTreeRoot(state.Ssz),
        };
        return null;
    }
}
