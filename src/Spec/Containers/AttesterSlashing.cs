using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>Two attestations that no honest validator signs both (`phase0/beacon-chain.md#attesterslashing`).</summary>
[SszContainer]
public sealed partial record AttesterSlashing
{
    [Ssz(JsonName = "attestation_1")]
    public IndexedAttestation Attestation1 { get; init; } = null!;

    [Ssz(JsonName = "attestation_2")]
    public IndexedAttestation Attestation2 { get; init; } = null!;
}
