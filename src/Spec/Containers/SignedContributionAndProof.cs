using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>The container `SignedContributionAndProof` (`altair/validator.md#signedcontributionandproof`).</summary>
[SszContainer(Since = ForkName.Altair)]
public sealed partial record SignedContributionAndProof
{
    public ContributionAndProof Message { get; init; } = null!;

    public BLSSignature Signature { get; init; }
}
