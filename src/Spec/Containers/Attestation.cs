using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>
/// The votes of one committee (from electra on, of several committees of one slot) for the same data, signatures aggregated
/// (`phase0/beacon-chain.md#attestation`).
/// </summary>
[SszContainer(ProgressiveSince = ForkName.Gloas)]
public sealed partial record Attestation
{
    [Ssz("BitList[MAX_VALIDATORS_PER_COMMITTEE]")]
    [Ssz("BitList[MAX_VALIDATORS_PER_COMMITTEE * MAX_COMMITTEES_PER_SLOT]", Since = ForkName.Electra)]
    [Ssz("ProgressiveBitList", Since = ForkName.Gloas)]
    public BitList AggregationBits { get; init; } = BitList.Empty;

    public AttestationData Data { get; init; } = null!;

    public BLSSignature Signature { get; init; }

    [Ssz("BitVector[MAX_COMMITTEES_PER_SLOT]", Since = ForkName.Electra)]
    public BitList CommitteeBits { get; init; } = BitList.Empty;
}
