using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>A validator's wish to exit from an epoch on (`phase0/beacon-chain.md#voluntaryexit`).</summary>
[SszContainer]
public sealed partial record VoluntaryExit
{
    public Epoch Epoch { get; init; }

    public ValidatorIndex ValidatorIndex { get; init; }
}
