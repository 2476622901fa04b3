using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.Rest.Containers;

/// <summary>An entry of the answers of `blobs/v2` and `v3`.</summary>
[SszContainer]
internal sealed partial record BlobV2Entry
{
    public bool Available { get; init; }

    public BlobV2Contents Contents { get; init; } = null!;
}
