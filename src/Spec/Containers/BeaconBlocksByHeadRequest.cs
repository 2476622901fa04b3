using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>Asks for Count blocks that end with BeaconRoot (`fulu/p2p-interface.md#beaconblocksbyhead-v1`).</summary>
[SszContainer(Since = ForkName.Fulu)]
public sealed partial record BeaconBlocksByHeadRequest
{
    public Root BeaconRoot { get; init; }

    public ulong Count { get; init; }
}
