using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>An attestation kept in a phase0 state until its epoch is processed (`phase0/beacon-chain.md#pendingattestation`).</summary>
[SszContainer]
public sealed partial record PendingAttestation
{
    [Ssz("BitList[MAX_VALIDATORS_PER_COMMITTEE]")]
    public BitList AggregationBits { get; init; } = BitList.Empty;

    public AttestationData Data { get; init; } = null!;

    public Slot InclusionDelay { get; init; }

    public ValidatorIndex ProposerIndex { get; init; }
}
