using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>Some cells of a data column (`fulu/partial-columns/p2p-interface.md#new-partialdatacolumnsidecar`).</summary>
[SszContainer(Since = ForkName.Fulu)]
public sealed partial record PartialDataColumnSidecar
{
    [Ssz("BitList[MAX_BLOB_COMMITMENTS_PER_BLOCK]")]
    [Ssz("ProgressiveBitList", Since = ForkName.Gloas)]
    public BitList CellsPresentBitmap { get; init; } = BitList.Empty;

    [Ssz("List[ByteVector[BYTES_PER_FIELD_ELEMENT * FIELD_ELEMENTS_PER_CELL], MAX_BLOB_COMMITMENTS_PER_BLOCK]")]
    [Ssz("ProgressiveList[ByteVector[BYTES_PER_FIELD_ELEMENT * FIELD_ELEMENTS_PER_CELL]]", Since = ForkName.Gloas)]
    public SszList<ByteList> PartialColumn { get; init; } = [];

    [Ssz("List[KZGProof, MAX_BLOB_COMMITMENTS_PER_BLOCK]")]
    [Ssz("ProgressiveList[KZGProof]", Since = ForkName.Gloas)]
    public SszList<KZGProof> KzgProofs { get; init; } = [];

    [Ssz("List[PartialDataColumnHeader, 1]", Until = ForkName.Gloas)]
    public SszList<PartialDataColumnHeader> Header { get; init; } = [];
}
