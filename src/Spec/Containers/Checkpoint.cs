using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>An epoch boundary: the epoch and the root of its first block (`phase0/beacon-chain.md#checkpoint`).</summary>
[SszContainer]
public sealed partial record Checkpoint
{
    public Epoch Epoch { get; init; }

    public Root Root { get; init; }
}
