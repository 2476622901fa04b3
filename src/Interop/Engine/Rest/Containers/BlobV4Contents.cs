using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.Rest.Containers;

/// <summary>The cells of a blob with their proofs, each an Optional: a list of none or one.</summary>
[SszContainer]
internal sealed partial record BlobV4Contents
{
    // CELLS_PER_EXT_BLOB of BYTES_PER_CELL.
    [Ssz("List[List[ByteVector[2048], 1], 128]")]
    public SszList<SszList<ByteList>> BlobCells { get; init; } = [];

    [Ssz("List[List[KZGProof, 1], 128]")]
    public SszList<SszList<KZGProof>> Proofs { get; init; } = [];
}
