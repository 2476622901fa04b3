using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>The container `Checkpoint` (`phase0/beacon-chain.md#checkpoint`).</summary>
[SszContainer]
public sealed partial record Checkpoint
{
    public Epoch Epoch { get; init; }

    public Root Root { get; init; }
}
