using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>The container `IndexedPayloadAttestation` (`gloas/beacon-chain.md#indexedpayloadattestation`).</summary>
[SszContainer(Since = ForkName.Gloas, ProgressiveSince = ForkName.Gloas)]
public sealed partial record IndexedPayloadAttestation
{
    [Ssz("List[ValidatorIndex, PTC_SIZE]")]
    public SszList<ValidatorIndex> AttestingIndices { get; init; } = [];

    public PayloadAttestationData Data { get; init; } = null!;

    public BLSSignature Signature { get; init; }
}
