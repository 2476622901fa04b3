using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>What the execution engine is asked to validate (`bellatrix/beacon-chain.md#newpayloadrequest`).</summary>
[SszContainer(Since = ForkName.Bellatrix, ProgressiveSince = ForkName.Gloas)]
public sealed partial record NewPayloadRequest
{
    public ExecutionPayload ExecutionPayload { get; init; } = null!;

    [Ssz("List[VersionedHash, MAX_BLOB_COMMITMENTS_PER_BLOCK]", Since = ForkName.Deneb)]
    public SszList<VersionedHash> VersionedHashes { get; init; } = [];

    [Ssz(Since = ForkName.Deneb)]
    public Root ParentBeaconBlockRoot { get; init; }

    [Ssz(Since = ForkName.Electra)]
    public ExecutionRequests ExecutionRequests { get; init; } = null!;
}
