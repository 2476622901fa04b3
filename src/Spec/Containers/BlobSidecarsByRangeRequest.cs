using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>Asks for the blob sidecars of Count slots from StartSlot on (`deneb/p2p-interface.md#blobsidecarsbyrange-v1`).</summary>
[SszContainer(Since = ForkName.Deneb)]
public sealed partial record BlobSidecarsByRangeRequest
{
    public Slot StartSlot { get; init; }

    public ulong Count { get; init; }
}
