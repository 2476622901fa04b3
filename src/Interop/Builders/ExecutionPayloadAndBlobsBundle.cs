using Consensoor.Interop.Engine.Rest.Containers;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Builders;

/// <summary>
/// What a builder gives for a blinded block: its payload with the blobs (`builder-specs`, ExecutionPayloadAndBlobsBundle).
/// </summary>
[SszContainer(Since = ForkName.Deneb)]
internal sealed partial record ExecutionPayloadAndBlobsBundle
{
    public ExecutionPayload ExecutionPayload { get; init; } = null!;

    public BlobsBundle BlobsBundle { get; init; } = new();
}
