using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>A voluntary exit with the validator's signature (`phase0/beacon-chain.md#signedvoluntaryexit`).</summary>
[SszContainer]
public sealed partial record SignedVoluntaryExit
{
    public VoluntaryExit Message { get; init; } = null!;

    public BLSSignature Signature { get; init; }
}
