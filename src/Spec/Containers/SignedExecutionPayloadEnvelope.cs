using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>The container `SignedExecutionPayloadEnvelope` (`gloas/beacon-chain.md#signedexecutionpayloadenvelope`).</summary>
[SszContainer(Since = ForkName.Gloas)]
public sealed partial record SignedExecutionPayloadEnvelope
{
    public ExecutionPayloadEnvelope Message { get; init; } = null!;

    public BLSSignature Signature { get; init; }
}
