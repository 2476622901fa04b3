using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.State;

/// <summary>The active validators of an epoch in the order of their committees; immutable.</summary>
internal sealed record EpochShuffling(Epoch Epoch, Bytes32 Seed, ValidatorIndex[] Shuffled);
