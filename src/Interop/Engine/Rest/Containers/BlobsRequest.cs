using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.Rest.Containers;

/// <summary>The request of `POST blobs/v1` to `v3`, at most MAX_BLOBS_REQUEST.</summary>
[SszContainer]
internal sealed partial record BlobsRequest
{
    [Ssz("List[VersionedHash, 128]")]
    public SszList<VersionedHash> VersionedHashes { get; init; } = [];
}
