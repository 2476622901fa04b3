using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>The container `SignedAggregateAndProof` (`phase0/validator.md#signedaggregateandproof`).</summary>
[SszContainer]
public sealed partial record SignedAggregateAndProof
{
    public AggregateAndProof Message { get; init; } = null!;

    public BLSSignature Signature { get; init; }
}
