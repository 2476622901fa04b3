using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>A bid with the builder's signature (`gloas/beacon-chain.md#signedexecutionpayloadbid`).</summary>
[SszContainer(Since = ForkName.Gloas)]
public sealed partial record SignedExecutionPayloadBid
{
    public ExecutionPayloadBid Message { get; init; } = null!;

    public BLSSignature Signature { get; init; }
}
