using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>One cell of the extended blob matrix of a block, with its proof (`fulu/das-core.md#matrixentry`).</summary>
[SszContainer(Since = ForkName.Fulu)]
public sealed partial record MatrixEntry
{
    [Ssz("ByteVector[BYTES_PER_FIELD_ELEMENT * FIELD_ELEMENTS_PER_CELL]")]
    public ByteList Cell { get; init; } = ByteList.Empty;

    public KZGProof KzgProof { get; init; }

    public ColumnIndex ColumnIndex { get; init; }

    public ulong RowIndex { get; init; }
}
