using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>
/// A trusted header with its current sync committee and the branch to it (`altair/light-client/sync-protocol.md#lightclientbootstrap`).
/// </summary>
[SszContainer(Since = ForkName.Altair)]
public sealed partial record LightClientBootstrap
{
    public LightClientHeader Header { get; init; } = null!;

    public SyncCommittee CurrentSyncCommittee { get; init; } = null!;

    [Ssz("Vector[Bytes32, floorlog2(CURRENT_SYNC_COMMITTEE_GINDEX)]")]
    [Ssz("Vector[Bytes32, floorlog2(CURRENT_SYNC_COMMITTEE_GINDEX_ELECTRA)]", Since = ForkName.Electra)]
    [Ssz("Vector[Bytes32, floorlog2(CURRENT_SYNC_COMMITTEE_GINDEX_GLOAS)]", Since = ForkName.Gloas)]
    public SszList<Bytes32> CurrentSyncCommitteeBranch { get; init; } = [];
}
