using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>Asks for some data columns of Count slots from StartSlot on (`fulu/p2p-interface.md#datacolumnsidecarsbyrange-v1`).</summary>
[SszContainer(Since = ForkName.Fulu)]
public sealed partial record DataColumnSidecarsByRangeRequest
{
    public Slot StartSlot { get; init; }

    public ulong Count { get; init; }

    [Ssz("List[ColumnIndex, NUMBER_OF_COLUMNS]")]
    public SszList<ColumnIndex> Columns { get; init; } = [];
}
