using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.Rest.Containers;

/// <summary>An entry of the answer of `blobs/v4`.</summary>
[SszContainer]
internal sealed partial record BlobV4Entry
{
    public bool Available { get; init; }

    public BlobV4Contents Contents { get; init; } = new();
}
