using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>The container `PartialDataColumnGroupID` (`fulu/partial-columns/p2p-interface.md#new-partialdatacolumngroupid`).</summary>
[SszContainer(Since = ForkName.Fulu)]
public sealed partial record PartialDataColumnGroupID
{
    public Root BeaconBlockRoot { get; init; }

    [Ssz(Since = ForkName.Gloas)]
    public Slot Slot { get; init; }
}
