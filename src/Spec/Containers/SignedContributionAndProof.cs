using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>A contribution and proof with the aggregator's signature (`altair/validator.md#signedcontributionandproof`).</summary>
[SszContainer(Since = ForkName.Altair)]
public sealed partial record SignedContributionAndProof
{
    public ContributionAndProof Message { get; init; } = null!;

    public BLSSignature Signature { get; init; }
}
