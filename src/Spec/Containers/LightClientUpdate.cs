using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>
/// What moves a light client into the next sync committee period (`altair/light-client/sync-protocol.md#lightclientupdate`).
/// </summary>
[SszContainer(Since = ForkName.Altair)]
public sealed partial record LightClientUpdate
{
    public LightClientHeader AttestedHeader { get; init; } = null!;

    public SyncCommittee NextSyncCommittee { get; init; } = null!;

    [Ssz("Vector[Bytes32, floorlog2(NEXT_SYNC_COMMITTEE_GINDEX)]")]
    [Ssz("Vector[Bytes32, floorlog2(NEXT_SYNC_COMMITTEE_GINDEX_ELECTRA)]", Since = ForkName.Electra)]
    [Ssz("Vector[Bytes32, floorlog2(NEXT_SYNC_COMMITTEE_GINDEX_GLOAS)]", Since = ForkName.Gloas)]
    public SszList<Bytes32> NextSyncCommitteeBranch { get; init; } = [];

    public LightClientHeader FinalizedHeader { get; init; } = null!;

    [Ssz("Vector[Bytes32, floorlog2(FINALIZED_ROOT_GINDEX)]")]
    [Ssz("Vector[Bytes32, floorlog2(FINALIZED_ROOT_GINDEX_ELECTRA)]", Since = ForkName.Electra)]
    [Ssz("Vector[Bytes32, floorlog2(FINALIZED_ROOT_GINDEX_GLOAS)]", Since = ForkName.Gloas)]
    public SszList<Bytes32> FinalityBranch { get; init; } = [];

    public SyncAggregate SyncAggregate { get; init; } = null!;

    public Slot SignatureSlot { get; init; }
}
