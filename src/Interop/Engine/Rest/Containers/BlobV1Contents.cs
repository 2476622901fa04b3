using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.Rest.Containers;

/// <summary>A blob with its proof.</summary>
[SszContainer]
internal sealed partial record BlobV1Contents
{
    [Ssz("ByteVector[131072]")]
    public ByteList Blob { get; init; } = ByteList.Empty;

    public KZGProof Proof { get; init; }
}
