using Consensoor.Spec.Containers;
using Consensoor.Spec.State;

namespace Consensoor.Spec.Gossip;

/// <summary>
/// What gossip conditions ask about a block that was seen. State is its post-state, null where the block failed validation; Payload is the envelope once it was verified (gloas on).
/// </summary>
public sealed record GossipBlock(Root Root, BeaconBlock Block, BeaconState? State, ExecutionPayloadEnvelope? Payload, PayloadValidationStatus PayloadStatus)
{
    /// <summary>The block's slot.</summary>
    public Slot Slot => Block.Slot;
}
