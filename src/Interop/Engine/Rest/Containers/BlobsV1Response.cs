using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.Rest.Containers;

/// <summary>The answer of `blobs/v1`.</summary>
[SszContainer]
internal sealed partial record BlobsV1Response
{
    [Ssz("List[BlobV1Entry, 128]")]
    public SszList<BlobV1Entry> Entries { get; init; } = [];
}
