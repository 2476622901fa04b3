using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>One payload timeliness committee member's vote (`gloas/beacon-chain.md#payloadattestationmessage`).</summary>
[SszContainer(Since = ForkName.Gloas)]
public sealed partial record PayloadAttestationMessage
{
    public ValidatorIndex ValidatorIndex { get; init; }

    public PayloadAttestationData Data { get; init; } = null!;

    public BLSSignature Signature { get; init; }
}
