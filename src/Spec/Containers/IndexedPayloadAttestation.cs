using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>
/// A payload attestation with its attesters as sorted validator indices (`gloas/beacon-chain.md#indexedpayloadattestation`).
/// </summary>
[SszContainer(Since = ForkName.Gloas, ProgressiveSince = ForkName.Gloas)]
public sealed partial record IndexedPayloadAttestation
{
    [Ssz("List[ValidatorIndex, PTC_SIZE]")]
    public SszList<ValidatorIndex> AttestingIndices { get; init; } = [];

    public PayloadAttestationData Data { get; init; } = null!;

    public BLSSignature Signature { get; init; }
}
