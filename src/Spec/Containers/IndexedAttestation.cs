using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>An attestation with its attesters as sorted validator indices (`phase0/beacon-chain.md#indexedattestation`).</summary>
[SszContainer(ProgressiveSince = ForkName.Gloas)]
public sealed partial record IndexedAttestation
{
    [Ssz("List[ValidatorIndex, MAX_VALIDATORS_PER_COMMITTEE]")]
    [Ssz("List[ValidatorIndex, MAX_VALIDATORS_PER_COMMITTEE * MAX_COMMITTEES_PER_SLOT]", Since = ForkName.Electra)]
    [Ssz("ProgressiveList[ValidatorIndex]", Since = ForkName.Gloas)]
    public SszList<ValidatorIndex> AttestingIndices { get; init; } = [];

    public AttestationData Data { get; init; } = null!;

    public BLSSignature Signature { get; init; }
}
