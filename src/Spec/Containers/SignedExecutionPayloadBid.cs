using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>The container `SignedExecutionPayloadBid` (`gloas/beacon-chain.md#signedexecutionpayloadbid`).</summary>
[SszContainer(Since = ForkName.Gloas)]
public sealed partial record SignedExecutionPayloadBid
{
    public ExecutionPayloadBid Message { get; init; } = null!;

    public BLSSignature Signature { get; init; }
}
