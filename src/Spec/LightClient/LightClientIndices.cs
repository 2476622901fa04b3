using System.Numerics;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.LightClient;

/// <summary>Where in a state and a block a light client's proofs lead, by slot (`gloas/light-client/sync-protocol.md#helpers`).</summary>
public static class LightClientIndices
{
    /// <summary>
    /// The generalized index of the finalized checkpoint's root in the state at a slot
    /// (`gloas/light-client/sync-protocol.md#modified-finalized_root_gindex_at_slot`).
    /// </summary>
    public static ulong FinalizedRootGindexAtSlot(ChainSpec spec, Slot slot) => FinalizedRootGindex(spec.ForkAtSlot(slot));

    /// <summary>
    /// The generalized index of the current sync committee in the state at a slot
    /// (`gloas/light-client/sync-protocol.md#modified-current_sync_committee_gindex_at_slot`).
    /// </summary>
    public static ulong CurrentSyncCommitteeGindexAtSlot(ChainSpec spec, Slot slot) => CurrentSyncCommitteeGindex(spec.ForkAtSlot(slot));

    /// <summary>
    /// The generalized index of the next sync committee in the state at a slot
    /// (`gloas/light-client/sync-protocol.md#modified-next_sync_committee_gindex_at_slot`).
    /// </summary>
    public static ulong NextSyncCommitteeGindexAtSlot(ChainSpec spec, Slot slot) => NextSyncCommitteeGindex(spec.ForkAtSlot(slot));

    /// <summary>
    /// The sync committee period of a slot (`altair/light-client/sync-protocol.md#compute_sync_committee_period_at_slot`).
    /// </summary>
    public static ulong ComputeSyncCommitteePeriodAtSlot(ChainSpec spec, Slot slot) =>
        Misc.ComputeEpochAtSlot(spec.Preset, slot) / spec.Preset.EpochsPerSyncCommitteePeriod;

    /// <summary>
    /// A generalized index's position among the nodes of its depth (`altair/light-client/sync-protocol.md#get_subtree_index`).
    /// </summary>
    public static ulong GetSubtreeIndex(ulong generalizedIndex) => generalizedIndex - (1UL << BitOperations.Log2(generalizedIndex));

    internal static ulong FinalizedRootGindex(ForkName fork) => fork switch
    {
        >= ForkName.Gloas => Constants.FinalizedRootGindexGloas,
        >= ForkName.Electra => Constants.FinalizedRootGindexElectra,
        _ => Constants.FinalizedRootGindex,
    };

    internal static ulong CurrentSyncCommitteeGindex(ForkName fork) => fork switch
    {
        >= ForkName.Gloas => Constants.CurrentSyncCommitteeGindexGloas,
        >= ForkName.Electra => Constants.CurrentSyncCommitteeGindexElectra,
        _ => Constants.CurrentSyncCommitteeGindex,
    };

    internal static ulong NextSyncCommitteeGindex(ForkName fork) => fork switch
    {
        >= ForkName.Gloas => Constants.NextSyncCommitteeGindexGloas,
        >= ForkName.Electra => Constants.NextSyncCommitteeGindexElectra,
        _ => Constants.NextSyncCommitteeGindex,
    };

    /// <summary>The generalized index of block_hash in the execution payload header of capella, and of deneb and after.</summary>
    internal static ulong BlockHashGindex(bool isDeneb)
    {
        var inBody = isDeneb ? Constants.ExecutionBlockHashGindexDeneb : Constants.ExecutionBlockHashGindex;
        var depth = BitOperations.Log2(inBody) - BitOperations.Log2(Constants.ExecutionPayloadGindex);
        return (1UL << depth) | (inBody & ((1UL << depth) - 1));
    }
}
