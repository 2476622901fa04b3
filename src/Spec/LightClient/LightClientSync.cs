using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Transition.Refusal;

namespace Consensoor.Spec.LightClient;

/// <summary>
/// How a light client follows the chain: functions from one store to the next. A refused object leaves the store as it was. Objects have
/// the form of the store's fork.
/// </summary>
public static partial class LightClientSync
{
    /// <summary>
    /// A store from a trusted block root and the bootstrap for it; null and the reason where the bootstrap does not belong to the root
    /// (`altair/light-client/sync-protocol.md#initialize_light_client_store`).
    /// </summary>
    public static (LightClientStore? Store, Refusal? Refusal) InitializeLightClientStore(
        Root trustedBlockRoot, LightClientBootstrap bootstrap, SszContext context)
    {
        var refusal = Require(LightClientForms.IsOfForm(bootstrap, context))
            ?? Require(LightClientHeaders.IsValidLightClientHeader(bootstrap.Header, context))
            ?? Require(bootstrap.Header.Beacon.HashTreeRoot(context) == trustedBlockRoot)
            ?? Require(LightClientProofs.IsValidNormalizedMerkleBranch(
                bootstrap.CurrentSyncCommittee.HashTreeRoot(context),
                bootstrap.CurrentSyncCommitteeBranch,
                LightClientIndices.CurrentSyncCommitteeGindexAtSlot(context.Spec, bootstrap.Header.Beacon.Slot),
                bootstrap.Header.Beacon.StateRoot));
        return refusal is not null
            ? (null, refusal)
            : (new LightClientStore
            {
                Context = context,
                FinalizedHeader = bootstrap.Header,
                CurrentSyncCommittee = bootstrap.CurrentSyncCommittee,
                NextSyncCommittee = SyncCommittee.Default(context),
                OptimisticHeader = bootstrap.Header,
            }, null);
    }

    /// <summary>
    /// True where the sync committee of the next period is known (`altair/light-client/sync-protocol.md#is_next_sync_committee_known`).
    /// </summary>
    public static bool IsNextSyncCommitteeKnown(LightClientStore store) => store.NextSyncCommittee != SyncCommittee.Default(store.Context);

    /// <summary>
    /// The participants that make a header reasonably safe (`altair/light-client/sync-protocol.md#get_safety_threshold`).
    /// </summary>
    public static ulong GetSafetyThreshold(LightClientStore store) =>
        Math.Max(store.PreviousMaxActiveParticipants, store.CurrentMaxActiveParticipants) / 2;

    /// <summary>Takes an update in (`altair/light-client/sync-protocol.md#process_light_client_update`).</summary>
    public static Refusal? ProcessLightClientUpdate(
        LightClientStore store,
        LightClientUpdate update,
        Slot currentSlot,
        Root genesisValidatorsRoot,
        ISignatureVerifier verifier,
        out LightClientStore after)
    {
        after = store;
        if (ValidateLightClientUpdate(store, update, currentSlot, genesisValidatorsRoot, verifier) is { } refusal)
        {
            return refusal;
        }

        var spec = store.Context.Spec;
        var bits = update.SyncAggregate.SyncCommitteeBits;
        var participants = (ulong)bits.CountOnes();
        var next = store with
        {
            BestValidUpdate = store.BestValidUpdate is null || LightClientUpdates.IsBetterUpdate(update, store.BestValidUpdate, spec)
                ? update
                : store.BestValidUpdate,
            CurrentMaxActiveParticipants = Math.Max(store.CurrentMaxActiveParticipants, participants),
        };
        if (participants > GetSafetyThreshold(next) && update.AttestedHeader.Beacon.Slot > next.OptimisticHeader.Beacon.Slot)
        {
            next = next with { OptimisticHeader = update.AttestedHeader };
        }

        var hasFinalizedNextCommittee = !IsNextSyncCommitteeKnown(next) && LightClientUpdates.IsSyncCommitteeUpdate(update)
            && LightClientUpdates.IsFinalityUpdate(update) && LightClientUpdates.HasSyncCommitteeFinality(update, spec);
        if (participants * 3 >= (ulong)bits.Length * 2
            && (update.FinalizedHeader.Beacon.Slot > next.FinalizedHeader.Beacon.Slot || hasFinalizedNextCommittee))
        {
            if (ApplyLightClientUpdate(next, update, out next) is { } notApplied)
            {
                return notApplied;
            }

            next = next with { BestValidUpdate = null };
        }

        after = next;
        return null;
    }

    /// <summary>Takes a finality update in (`altair/light-client/sync-protocol.md#process_light_client_finality_update`).</summary>
    public static Refusal? ProcessLightClientFinalityUpdate(
        LightClientStore store,
        LightClientFinalityUpdate finalityUpdate,
        Slot currentSlot,
        Root genesisValidatorsRoot,
        ISignatureVerifier verifier,
        out LightClientStore after)
    {
        var update = LightClientUpdate.Default(store.Context) with
        {
            AttestedHeader = finalityUpdate.AttestedHeader,
            FinalizedHeader = finalityUpdate.FinalizedHeader,
            FinalityBranch = finalityUpdate.FinalityBranch,
            SyncAggregate = finalityUpdate.SyncAggregate,
            SignatureSlot = finalityUpdate.SignatureSlot,
        };
        return ProcessLightClientUpdate(store, update, currentSlot, genesisValidatorsRoot, verifier, out after);
    }

    /// <summary>Takes an optimistic update in (`altair/light-client/sync-protocol.md#process_light_client_optimistic_update`).</summary>
    public static Refusal? ProcessLightClientOptimisticUpdate(
        LightClientStore store,
        LightClientOptimisticUpdate optimisticUpdate,
        Slot currentSlot,
        Root genesisValidatorsRoot,
        ISignatureVerifier verifier,
        out LightClientStore after)
    {
        var update = LightClientUpdate.Default(store.Context) with
        {
            AttestedHeader = optimisticUpdate.AttestedHeader,
            SyncAggregate = optimisticUpdate.SyncAggregate,
            SignatureSlot = optimisticUpdate.SignatureSlot,
        };
        return ProcessLightClientUpdate(store, update, currentSlot, genesisValidatorsRoot, verifier, out after);
    }

    /// <summary>
    /// Switches to the best update once UPDATE_TIMEOUT slots have passed without finality; its attested header may then count as finalized,
    /// so that a light client gets through long times without finality
    /// (`altair/light-client/sync-protocol.md#process_light_client_store_force_update`).
    /// </summary>
    public static Refusal? ProcessLightClientStoreForceUpdate(LightClientStore store, Slot currentSlot, out LightClientStore after)
    {
        after = store;
        if (store.BestValidUpdate is not { } best || currentSlot <= store.FinalizedHeader.Beacon.Slot + store.Context.Preset.UpdateTimeout)
        {
            return null;
        }

        if (best.FinalizedHeader.Beacon.Slot <= store.FinalizedHeader.Beacon.Slot)
        {
            best = best with { FinalizedHeader = best.AttestedHeader };
        }

        if (ApplyLightClientUpdate(store, best, out var next) is { } refusal)
        {
            return refusal;
        }

        after = next with { BestValidUpdate = null };
        return null;
    }

    /// <summary>
    /// Moves the finalized header and the sync committees on (`altair/light-client/sync-protocol.md#apply_light_client_update`).
    /// </summary>
    public static Refusal? ApplyLightClientUpdate(LightClientStore store, LightClientUpdate update, out LightClientStore after)
    {
        after = store;
        var spec = store.Context.Spec;
        var storePeriod = LightClientIndices.ComputeSyncCommitteePeriodAtSlot(spec, store.FinalizedHeader.Beacon.Slot);
        var finalizedPeriod = LightClientIndices.ComputeSyncCommitteePeriodAtSlot(spec, update.FinalizedHeader.Beacon.Slot);
        var next = store;
        if (!IsNextSyncCommitteeKnown(store))
        {
            if (Require(finalizedPeriod == storePeriod) is { } refusal)
            {
                return refusal;
            }

            next = next with { NextSyncCommittee = update.NextSyncCommittee };
        }
        else if (finalizedPeriod == storePeriod + 1)
        {
            next = next with
            {
                CurrentSyncCommittee = store.NextSyncCommittee,
                NextSyncCommittee = update.NextSyncCommittee,
                PreviousMaxActiveParticipants = store.CurrentMaxActiveParticipants,
                CurrentMaxActiveParticipants = 0,
            };
        }

        if (update.FinalizedHeader.Beacon.Slot > next.FinalizedHeader.Beacon.Slot)
        {
            next = next with
            {
                FinalizedHeader = update.FinalizedHeader,
                OptimisticHeader =
                    update.FinalizedHeader.Beacon.Slot > next.OptimisticHeader.Beacon.Slot ? update.FinalizedHeader : next.OptimisticHeader,
            };
        }

        after = next;
        return null;
    }
}
