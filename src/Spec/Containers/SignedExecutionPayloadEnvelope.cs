using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>An envelope with the builder's signature (`gloas/beacon-chain.md#signedexecutionpayloadenvelope`).</summary>
[SszContainer(Since = ForkName.Gloas)]
public sealed partial record SignedExecutionPayloadEnvelope
{
    public ExecutionPayloadEnvelope Message { get; init; } = null!;

    public BLSSignature Signature { get; init; }
}
