using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>
/// A new attested header with the sync aggregate over it (`altair/light-client/sync-protocol.md#lightclientoptimisticupdate`).
/// </summary>
[SszContainer(Since = ForkName.Altair)]
public sealed partial record LightClientOptimisticUpdate
{
    public LightClientHeader AttestedHeader { get; init; } = null!;

    public SyncAggregate SyncAggregate { get; init; } = null!;

    public Slot SignatureSlot { get; init; }
}
