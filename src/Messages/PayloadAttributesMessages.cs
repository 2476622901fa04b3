using Consensoor.Spec.Config;

namespace Consensoor.Messages;

/// <summary>
/// Tells what a payload of a slot is to be built with (`prepare_execution_payload`): once its base is known, and anew when that changes.
/// The parent's number is told before gloas alone.
/// </summary>
public sealed record PayloadAttributesKnown(
    ForkName Fork,
    Slot ProposalSlot,
    ValidatorIndex Proposer,
    Root ParentRoot,
    ulong? ParentNumber,
    Hash32 ParentHash,
    Hash32 SafeHash,
    Hash32 FinalizedHash,
    BuildAttributes Attributes);
