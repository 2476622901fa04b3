using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>The container `SigningData` (`phase0/beacon-chain.md#signingdata`).</summary>
[SszContainer]
public sealed partial record SigningData
{
    public Root ObjectRoot { get; init; }

    public Domain Domain { get; init; }
}
