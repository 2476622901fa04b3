using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>
/// The votes of a slot's payload timeliness committee for the same data, signatures aggregated
/// (`gloas/beacon-chain.md#payloadattestation`).
/// </summary>
[SszContainer(Since = ForkName.Gloas, ProgressiveSince = ForkName.Gloas)]
public sealed partial record PayloadAttestation
{
    [Ssz("BitVector[PTC_SIZE]")]
    public BitList AggregationBits { get; init; } = BitList.Empty;

    public PayloadAttestationData Data { get; init; } = null!;

    public BLSSignature Signature { get; init; }
}
