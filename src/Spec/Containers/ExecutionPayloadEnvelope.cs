using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>A builder's delivery of the payload it offered (`gloas/beacon-chain.md#executionpayloadenvelope`).</summary>
[SszContainer(Since = ForkName.Gloas, ProgressiveSince = ForkName.Gloas, CacheRoot = true)]
public sealed partial record ExecutionPayloadEnvelope
{
    public ExecutionPayload Payload { get; init; } = null!;

    public ExecutionRequests ExecutionRequests { get; init; } = null!;

    public BuilderIndex BuilderIndex { get; init; }

    public Root BeaconBlockRoot { get; init; }

    public Root ParentBeaconBlockRoot { get; init; }
}
