using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>The container `PendingAttestation` (`phase0/beacon-chain.md#pendingattestation`).</summary>
[SszContainer]
public sealed partial record PendingAttestation
{
    [Ssz("BitList[MAX_VALIDATORS_PER_COMMITTEE]")]
    [Ssz("BitList[MAX_VALIDATORS_PER_COMMITTEE * MAX_COMMITTEES_PER_SLOT]", Since = ForkName.Electra)]
    [Ssz("ProgressiveBitList", Since = ForkName.Gloas)]
    public BitList AggregationBits { get; init; } = BitList.Empty;

    public AttestationData Data { get; init; } = null!;

    public Slot InclusionDelay { get; init; }

    public ValidatorIndex ProposerIndex { get; init; }
}
