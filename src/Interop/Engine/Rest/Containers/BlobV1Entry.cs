using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.Rest.Containers;

/// <summary>An entry of the answer of `blobs/v1`.</summary>
[SszContainer]
internal sealed partial record BlobV1Entry
{
    public bool Available { get; init; }

    public BlobV1Contents Contents { get; init; } = null!;
}
