using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>Names data columns of one block by their indices (`fulu/p2p-interface.md#new-datacolumnsbyrootidentifier`).</summary>
[SszContainer(Since = ForkName.Fulu)]
public sealed partial record DataColumnsByRootIdentifier
{
    public Root BlockRoot { get; init; }

    [Ssz("List[ColumnIndex, NUMBER_OF_COLUMNS]")]
    public SszList<ColumnIndex> Columns { get; init; } = [];
}
