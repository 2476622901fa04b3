using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>An aggregate attestation with the aggregator's proof of selection (`phase0/validator.md#aggregateandproof`).</summary>
[SszContainer]
public sealed partial record AggregateAndProof
{
    public ValidatorIndex AggregatorIndex { get; init; }

    public Attestation Aggregate { get; init; } = null!;

    public BLSSignature SelectionProof { get; init; }
}
