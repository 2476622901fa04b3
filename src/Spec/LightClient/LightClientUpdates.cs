using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;

namespace Consensoor.Spec.LightClient;

/// <summary>What an update carries, and which of two is better.</summary>
public static class LightClientUpdates
{
    /// <summary>
    /// True where an update carries the next sync committee (`altair/light-client/sync-protocol.md#is_sync_committee_update`).
    /// </summary>
    public static bool IsSyncCommitteeUpdate(LightClientUpdate update) => LightClientProofs.IsPresent(update.NextSyncCommitteeBranch);

    /// <summary>True where an update carries a finalized header (`altair/light-client/sync-protocol.md#is_finality_update`).</summary>
    public static bool IsFinalityUpdate(LightClientUpdate update) => LightClientProofs.IsPresent(update.FinalityBranch);

    /// <summary>
    /// True where the new update is strictly better than the old one (`altair/light-client/sync-protocol.md#is_better_update`). The two may
    /// have the forms of different forks.
    /// </summary>
    public static bool IsBetterUpdate(LightClientUpdate newUpdate, LightClientUpdate oldUpdate, ChainSpec spec)
    {
        var size = newUpdate.SyncAggregate.SyncCommitteeBits.Length;
        var (newCount, oldCount) =
            (newUpdate.SyncAggregate.SyncCommitteeBits.CountOnes(), oldUpdate.SyncAggregate.SyncCommitteeBits.CountOnes());
        var (newHasSupermajority, oldHasSupermajority) = (newCount * 3 >= size * 2, oldCount * 3 >= size * 2);
        if (newHasSupermajority != oldHasSupermajority)
        {
            return newHasSupermajority;
        }

        if (!newHasSupermajority && newCount != oldCount)
        {
            return newCount > oldCount;
        }

        var (newIsRelevant, oldIsRelevant) = (HasRelevantSyncCommittee(newUpdate, spec), HasRelevantSyncCommittee(oldUpdate, spec));
        if (newIsRelevant != oldIsRelevant)
        {
            return newIsRelevant;
        }

        var (newHasFinality, oldHasFinality) = (IsFinalityUpdate(newUpdate), IsFinalityUpdate(oldUpdate));
        if (newHasFinality != oldHasFinality)
        {
            return newHasFinality;
        }

        if (newHasFinality)
        {
            var (newIsFinal, oldIsFinal) = (HasSyncCommitteeFinality(newUpdate, spec), HasSyncCommitteeFinality(oldUpdate, spec));
            if (newIsFinal != oldIsFinal)
            {
                return newIsFinal;
            }
        }

        // The spec's tiebreakers: participation beyond the supermajority, then older data, then the earlier signature.
        if (newCount != oldCount)
        {
            return newCount > oldCount;
        }

        var (newSlot, oldSlot) = (newUpdate.AttestedHeader.Beacon.Slot, oldUpdate.AttestedHeader.Beacon.Slot);
        return newSlot != oldSlot ? newSlot < oldSlot : newUpdate.SignatureSlot < oldUpdate.SignatureSlot;
    }

    /// <summary>True where the finalized header is of the attested header's period, so that the next sync committee is final too.</summary>
    internal static bool HasSyncCommitteeFinality(LightClientUpdate update, ChainSpec spec) =>
        LightClientIndices.ComputeSyncCommitteePeriodAtSlot(spec, update.FinalizedHeader.Beacon.Slot)
            == LightClientIndices.ComputeSyncCommitteePeriodAtSlot(spec, update.AttestedHeader.Beacon.Slot);

    private static bool HasRelevantSyncCommittee(LightClientUpdate update, ChainSpec spec) => IsSyncCommitteeUpdate(update)
        && LightClientIndices.ComputeSyncCommitteePeriodAtSlot(spec, update.AttestedHeader.Beacon.Slot)
            == LightClientIndices.ComputeSyncCommitteePeriodAtSlot(spec, update.SignatureSlot);
}
