using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>One validator's attestation as it travels on its subnet (`electra/beacon-chain.md#singleattestation`).</summary>
[SszContainer(Since = ForkName.Electra)]
public sealed partial record SingleAttestation
{
    public CommitteeIndex CommitteeIndex { get; init; }

    public ValidatorIndex AttesterIndex { get; init; }

    public AttestationData Data { get; init; } = null!;

    public BLSSignature Signature { get; init; }
}
