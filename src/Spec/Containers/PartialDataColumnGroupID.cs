using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>
/// Names the block that partial data columns belong to (`fulu/partial-columns/p2p-interface.md#new-partialdatacolumngroupid`).
/// </summary>
[SszContainer(Since = ForkName.Fulu)]
public sealed partial record PartialDataColumnGroupID
{
    public Root BeaconBlockRoot { get; init; }

    [Ssz(Since = ForkName.Gloas)]
    public Slot Slot { get; init; }
}
