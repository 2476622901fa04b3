using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>
/// One column of the extended blob matrix of a block, with commitments and proofs (`fulu/das-core.md#datacolumnsidecar`).
/// </summary>
[SszContainer(Since = ForkName.Fulu)]
public sealed partial record DataColumnSidecar
{
    public ColumnIndex Index { get; init; }

    [Ssz("List[ByteVector[BYTES_PER_FIELD_ELEMENT * FIELD_ELEMENTS_PER_CELL], MAX_BLOB_COMMITMENTS_PER_BLOCK]")]
    [Ssz("ProgressiveList[ByteVector[BYTES_PER_FIELD_ELEMENT * FIELD_ELEMENTS_PER_CELL]]", Since = ForkName.Gloas)]
    public SszList<ByteList> Column { get; init; } = [];

    [Ssz("List[KZGCommitment, MAX_BLOB_COMMITMENTS_PER_BLOCK]", Until = ForkName.Gloas)]
    public SszList<KZGCommitment> KzgCommitments { get; init; } = [];

    [Ssz("List[KZGProof, MAX_BLOB_COMMITMENTS_PER_BLOCK]")]
    [Ssz("ProgressiveList[KZGProof]", Since = ForkName.Gloas)]
    public SszList<KZGProof> KzgProofs { get; init; } = [];

    [Ssz(Since = ForkName.Gloas)]
    public Slot Slot { get; init; }

    [Ssz(Since = ForkName.Gloas)]
    public Root BeaconBlockRoot { get; init; }

    [Ssz(Until = ForkName.Gloas)]
    public SignedBeaconBlockHeader SignedBlockHeader { get; init; } = null!;

    [Ssz("Vector[Bytes32, KZG_COMMITMENTS_INCLUSION_PROOF_DEPTH]", Until = ForkName.Gloas)]
    public SszList<Bytes32> KzgCommitmentsInclusionProof { get; init; } = [];
}
