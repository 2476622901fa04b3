using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.Rest.Containers;

/// <summary>A blob with the proofs of its cells.</summary>
[SszContainer]
internal sealed partial record BlobV2Contents
{
    [Ssz("ByteVector[131072]")]
    public ByteList Blob { get; init; } = ByteList.Empty;

    [Ssz("List[KZGProof, 128]")]
    public SszList<KZGProof> Proofs { get; init; } = [];
}
