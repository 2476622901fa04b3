using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;

namespace Consensoor.Interop.Genesis;

/// <summary>
/// The state a chain begins with, and the block it is the post-state of. Both stay in memory, so that they can be served as long as the
/// node runs.
/// </summary>
public sealed record ChainGenesis
{
    private ChainGenesis(BeaconState state, SignedBeaconBlock block, Root blockRoot) =>
        (State, Block, BlockRoot) = (state, block, blockRoot);

    /// <summary>The genesis state, frozen.</summary>
    public BeaconState State { get; }

    /// <summary>The genesis block, which nobody signed: that of the state's latest header.</summary>
    public SignedBeaconBlock Block { get; }

    /// <summary>The root of the block, as the state's latest block header gives it.</summary>
    public Root BlockRoot { get; }

    /// <summary>
    /// Makes the block that a state's latest header describes, and freezes the state. Null, with the reason, where the state is ahead of
    /// its header or the header names a body that is not empty (gloas on: but for its execution payload bid).
    /// </summary>
    public static ChainGenesis? TryCreate(BeaconState state, out string? error)
    {
        var (header, context) = (state.LatestBlockHeader, state.Ssz);
        if (header.Slot != state.Slot || header.StateRoot != default)
        {
            error = $"the state is of slot {state.Slot} and ahead of its latest block, which is of slot {header.Slot}: a chain begins with "
                + $"the post-state of a block";
            return null;
        }

        var block = Anchors.BlockOf(state);
        var root = Anchors.LatestBlockRoot(state);
        if (block.HashTreeRoot(context) != root)
        {
            error = $"the latest block of the state has the body {header.BodyRoot}, which is no genesis block's of {state.ForkName}";
            return null;
        }

        state.Freeze();
        error = null;
        return new ChainGenesis(state, new SignedBeaconBlock { Message = block }, root);
    }
}
