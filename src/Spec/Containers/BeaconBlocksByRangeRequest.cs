using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>
/// Asks for the blocks of Count slots from StartSlot on; Step is deprecated and must be 1
/// (`phase0/p2p-interface.md#beaconblocksbyrange-v1`).
/// </summary>
[SszContainer]
public sealed partial record BeaconBlocksByRangeRequest
{
    public Slot StartSlot { get; init; }

    public ulong Count { get; init; }

    public ulong Step { get; init; }
}
