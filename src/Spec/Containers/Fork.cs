using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>The fork versions around the latest upgrade of a state (`phase0/beacon-chain.md#fork`).</summary>
[SszContainer]
public sealed partial record Fork
{
    public Version PreviousVersion { get; init; }

    public Version CurrentVersion { get; init; }

    public Epoch Epoch { get; init; }
}
