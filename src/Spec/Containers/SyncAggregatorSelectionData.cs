using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>
/// What a sync committee member signs to learn whether it aggregates (`altair/validator.md#syncaggregatorselectiondata`).
/// </summary>
[SszContainer(Since = ForkName.Altair)]
public sealed partial record SyncAggregatorSelectionData
{
    public Slot Slot { get; init; }

    public ulong SubcommitteeIndex { get; init; }
}
