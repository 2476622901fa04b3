using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Actors.Pools;

/// <summary>The state in which a block's operations will be processed, as far as it can be known before the block is.</summary>
public static class PackingState
{
    /// <summary>
    /// A draft of the base's state with the parent's payload applied (gloas on) and the header of the block to come. Where the parent's
    /// requests are refused, the refusal: no block can be built on that payload.
    /// </summary>
    public static (BeaconState State, Refusal? Refusal) Of(ProposalBase proposal)
    {
        var state = proposal.State.Copy();
        var refusal = proposal is { BuildOnFull: true, ParentEnvelope: { } envelope } && state.ForkName >= ForkName.Gloas
            ? ParentExecutionPayload.ApplyParentExecutionPayload(state, envelope.ExecutionRequests, AcceptAllVerifier.Instance)
            : null;
        state.LatestBlockHeader = new BeaconBlockHeader { Slot = proposal.Slot, ParentRoot = proposal.ParentRoot };
        return (state, refusal);
    }
}
