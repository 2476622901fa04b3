using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.Rest.Containers;

/// <summary>The answers of `blobs/v2` and `v3`.</summary>
[SszContainer]
internal sealed partial record BlobsV2Response
{
    [Ssz("List[BlobV2Entry, 128]")]
    public SszList<BlobV2Entry> Entries { get; init; } = [];
}
