using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.Rest.Containers;

/// <summary>
/// The blobs of a built payload with their commitments, and a proof a blob (deneb, electra) or the 128 of its cells (from fulu).
/// </summary>
[SszContainer(Since = ForkName.Deneb)]
internal sealed partial record BlobsBundle
{
    // MAX_BLOB_COMMITMENTS_PER_BLOCK, and CELLS_PER_EXT_BLOB of each.
    [Ssz("List[KZGCommitment, 4096]")]
    public SszList<KZGCommitment> Commitments { get; init; } = [];

    [Ssz("List[KZGProof, 4096]")]
    [Ssz("List[KZGProof, 524288]", Since = ForkName.Fulu)]
    public SszList<KZGProof> Proofs { get; init; } = [];

    [Ssz("List[ByteVector[131072], 4096]")]
    public SszList<ByteList> Blobs { get; init; } = [];
}
