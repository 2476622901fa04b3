using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>An object's root under a domain; its root is what gets signed (`phase0/beacon-chain.md#signingdata`).</summary>
[SszContainer]
public sealed partial record SigningData
{
    public Root ObjectRoot { get; init; }

    public Domain Domain { get; init; }
}
