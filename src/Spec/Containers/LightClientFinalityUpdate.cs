using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>
/// A new finalized header with what proves it to a light client (`altair/light-client/sync-protocol.md#lightclientfinalityupdate`).
/// </summary>
[SszContainer(Since = ForkName.Altair)]
public sealed partial record LightClientFinalityUpdate
{
    public LightClientHeader AttestedHeader { get; init; } = null!;

    public LightClientHeader FinalizedHeader { get; init; } = null!;

    [Ssz("Vector[Bytes32, floorlog2(FINALIZED_ROOT_GINDEX)]")]
    [Ssz("Vector[Bytes32, floorlog2(FINALIZED_ROOT_GINDEX_ELECTRA)]", Since = ForkName.Electra)]
    [Ssz("Vector[Bytes32, floorlog2(FINALIZED_ROOT_GINDEX_GLOAS)]", Since = ForkName.Gloas)]
    public SszList<Bytes32> FinalityBranch { get; init; } = [];

    public SyncAggregate SyncAggregate { get; init; } = null!;

    public Slot SignatureSlot { get; init; }
}
