using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>The container `SignedVoluntaryExit` (`phase0/beacon-chain.md#signedvoluntaryexit`).</summary>
[SszContainer]
public sealed partial record SignedVoluntaryExit
{
    public VoluntaryExit Message { get; init; } = null!;

    public BLSSignature Signature { get; init; }
}
