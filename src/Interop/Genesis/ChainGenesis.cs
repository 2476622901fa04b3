using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;

namespace Consensoor.Interop.Genesis;

/// <summary>The state a chain begins with, and the block it is the post-state of. Both stay in memory, so that they can be served as long as the node runs.</summary>
public sealed record ChainGenesis
{
    private ChainGenesis(BeaconState state, SignedBeaconBlock block, Root blockRoot) => (State, Block, BlockRoot) = (state, block, blockRoot);

    /// <summary>The state, frozen.</summary>
    public BeaconState State { get; }

    /// <summary>The block, unsigned.</summary>
    public SignedBeaconBlock Block { get; }

    /// <summary>The root of the block, as the state's latest block header gives it.</summary>
    public Root BlockRoot { get; }

    /// <summary>
    /// Makes the block that a state's latest header describes, and freezes the state. Null, with the reason, where the state is ahead of its header or the header names a body that
    /// is not empty (gloas on: but for its execution payload bid).
    /// </summary>
    public static ChainGenesis? TryCreate(BeaconState state, out string? error)
    {
        var (header, context) = (state.LatestBlockHeader, state.Ssz);
        if (header.Slot != state.Slot || header.StateRoot != default)
        {
            error = $"the state is of slot {state.Slot} and ahead of its latest block, which is of slot {header.Slot}: a chain begins with the post-state of a block";
            return null;
        }

        if (Bodies(state).FirstOrDefault(body => body.HashTreeRoot(context) == header.BodyRoot) is not { } body)
        {
            error = $"the latest block of the state has the body {header.BodyRoot}, which is no genesis block's of {state.ForkName}";
            return null;
        }

        state.Freeze();
        var block = new BeaconBlock
        {
            Slot = header.Slot,
            ProposerIndex = header.ProposerIndex,
            ParentRoot = header.ParentRoot,
            StateRoot = state.HashTreeRoot(),
            Body = body,
        };
        error = null;
        return new ChainGenesis(state, new SignedBeaconBlock { Message = block }, (header with { StateRoot = block.StateRoot }).HashTreeRoot(context));
    }

    private static IEnumerable<BeaconBlockBody> Bodies(BeaconState state)
    {
        var empty = BeaconBlockBody.Default(state.Ssz);
        yield return empty;
        if (state.ForkName < ForkName.Gloas)
        {
            yield break;
        }

        // Two that generators write: the state's own bid, and of it only what names the execution genesis.
        var (signed, bid) = (empty.SignedExecutionPayloadBid, state.LatestExecutionPayloadBid);
        yield return empty with { SignedExecutionPayloadBid = signed with { Message = bid } };
        var named = signed.Message with { ParentBlockHash = bid.ParentBlockHash, ExecutionRequestsRoot = bid.ExecutionRequestsRoot };
        yield return empty with { SignedExecutionPayloadBid = signed with { Message = named } };
    }
}
