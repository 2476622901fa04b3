using Consensoor.Spec.Containers;
using Consensoor.Spec.State;

namespace Consensoor.Messages;

/// <summary>
/// Make a block for a slot with a randao reveal; answered once with <see cref="BlockProduced"/> or <see cref="BlockNotProduced"/>, by the
/// end of the slot at the latest.
/// </summary>
public sealed record ProduceBlock(ulong RequestId, Slot Slot, BLSSignature RandaoReveal);

/// <summary>
/// A block that holds, still without its signature; State is its parent's, advanced to the slot. Payload is what the proposer has to
/// deliver, null where a builder does or the block carries it.
/// </summary>
public sealed record BlockProduced(ulong RequestId, BeaconBlock Block, BeaconState State, PayloadBuilt? Payload);

/// <summary>There is no block, and why.</summary>
public sealed record BlockNotProduced(ulong RequestId, Slot Slot, string Reason);
