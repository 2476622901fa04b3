using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>An aggregate and proof with the aggregator's signature (`phase0/validator.md#signedaggregateandproof`).</summary>
[SszContainer]
public sealed partial record SignedAggregateAndProof
{
    public AggregateAndProof Message { get; init; } = null!;

    public BLSSignature Signature { get; init; }
}
