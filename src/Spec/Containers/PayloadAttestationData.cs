using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>
/// What a payload timeliness committee member saw of a block's payload and blobs (`gloas/beacon-chain.md#payloadattestationdata`).
/// </summary>
[SszContainer(Since = ForkName.Gloas)]
public sealed partial record PayloadAttestationData
{
    public Root BeaconBlockRoot { get; init; }

    public Slot Slot { get; init; }

    public bool PayloadPresent { get; init; }

    public bool BlobDataAvailable { get; init; }
}
