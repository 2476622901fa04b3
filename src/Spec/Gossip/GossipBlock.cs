using Consensoor.Spec.Containers;
using Consensoor.Spec.State;

namespace Consensoor.Spec.Gossip;

/// <summary>
/// What gossip conditions know of a block that was seen. State is its post-state, null where it failed validation or is not at hand;
/// Payload is the envelope once it was verified (gloas on).
/// </summary>
public sealed record GossipBlock(
    Root Root, BeaconBlock Block, BeaconState? State, ExecutionPayloadEnvelope? Payload, PayloadValidationStatus PayloadStatus)
{
    /// <summary>Says that the block failed validation, so that there is no post-state at all.</summary>
    public bool FailedValidation { get; init; }

    /// <summary>The slot that the block names.</summary>
    public Slot Slot => Block.Slot;
}
