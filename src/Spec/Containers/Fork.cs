using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>The container `Fork` (`phase0/beacon-chain.md#fork`).</summary>
[SszContainer]
public sealed partial record Fork
{
    public Version PreviousVersion { get; init; }

    public Version CurrentVersion { get; init; }

    public Epoch Epoch { get; init; }
}
