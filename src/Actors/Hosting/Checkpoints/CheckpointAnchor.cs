using Consensoor.Spec.Containers;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Hosting.Checkpoints;

/// <summary>
/// Holds what a node begins with instead of genesis: a finalized checkpoint, its block, the block's frozen post-state, and the block's
/// payload envelope where there was one at hand (gloas on; the payload may have been withheld).
/// </summary>
public sealed record CheckpointAnchor(
    Checkpoint Checkpoint, SignedBeaconBlock Block, BeaconState State, SignedExecutionPayloadEnvelope? Envelope = null);
