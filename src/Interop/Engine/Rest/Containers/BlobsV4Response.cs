using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.Rest.Containers;

/// <summary>The answer of `blobs/v4`.</summary>
[SszContainer]
internal sealed partial record BlobsV4Response
{
    [Ssz("List[BlobV4Entry, 128]")]
    public SszList<BlobV4Entry> Entries { get; init; } = [];
}
