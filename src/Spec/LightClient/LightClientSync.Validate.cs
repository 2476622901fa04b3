using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Transition.Refusal;

namespace Consensoor.Spec.LightClient;

public static partial class LightClientSync
{
    /// <summary>
    /// Checks an update of the store's fork against the store (`altair/light-client/sync-protocol.md#validate_light_client_update`).
    /// </summary>
    public static Refusal? ValidateLightClientUpdate(
        LightClientStore store, LightClientUpdate update, Slot currentSlot, Root genesisValidatorsRoot, ISignatureVerifier verifier)
    {
        var (context, spec) = (store.Context, store.Context.Spec);
        if (Require(LightClientForms.IsOfForm(update, context)) is { } otherForm)
        {
            return otherForm;
        }

        var participants = (ulong)update.SyncAggregate.SyncCommitteeBits.CountOnes();
        if (Require(participants >= context.Preset.MinSyncCommitteeParticipants) is { } tooFew)
        {
            return tooFew;
        }

        if (Require(LightClientHeaders.IsValidLightClientHeader(update.AttestedHeader, context)) is { } badHeader)
        {
            return badHeader;
        }

        var (attestedSlot, finalizedSlot) = (update.AttestedHeader.Beacon.Slot, update.FinalizedHeader.Beacon.Slot);
        if (Require(
            currentSlot >= update.SignatureSlot && update.SignatureSlot > attestedSlot && attestedSlot >= finalizedSlot) is { } badOrder)
        {
            return badOrder;
        }

        var storePeriod = LightClientIndices.ComputeSyncCommitteePeriodAtSlot(spec, store.FinalizedHeader.Beacon.Slot);
        var signaturePeriod = LightClientIndices.ComputeSyncCommitteePeriodAtSlot(spec, update.SignatureSlot);
        var isNextKnown = IsNextSyncCommitteeKnown(store);
        if (Require(signaturePeriod == storePeriod || (isNextKnown && signaturePeriod == storePeriod + 1)) is { } badPeriod)
        {
            return badPeriod;
        }

        var attestedPeriod = LightClientIndices.ComputeSyncCommitteePeriodAtSlot(spec, attestedSlot);
        var hasNextCommittee = !isNextKnown && LightClientUpdates.IsSyncCommitteeUpdate(update) && attestedPeriod == storePeriod;
        if (Require(attestedSlot > store.FinalizedHeader.Beacon.Slot || hasNextCommittee) is { } irrelevant)
        {
            return irrelevant;
        }

        if ((ValidateFinality(update, context)
            ?? ValidateNextSyncCommittee(store, update, attestedPeriod == storePeriod && isNextKnown)) is { } badBranch)
        {
            return badBranch;
        }

        var committee = signaturePeriod == storePeriod ? store.CurrentSyncCommittee : store.NextSyncCommittee;
        return Require(IsValidSignature(update, committee, context, genesisValidatorsRoot, verifier));
    }

    private static Refusal? ValidateFinality(LightClientUpdate update, SszContext context)
    {
        var isEmpty = update.FinalizedHeader == LightClientHeader.Default(context);
        if (!LightClientUpdates.IsFinalityUpdate(update))
        {
            return Require(isEmpty);
        }

        // The finalized checkpoint of genesis has a root of zeros.
        var isGenesis = update.FinalizedHeader.Beacon.Slot == Constants.GenesisSlot;
        if (Require(isGenesis ? isEmpty : LightClientHeaders.IsValidLightClientHeader(update.FinalizedHeader, context)) is { } badHeader)
        {
            return badHeader;
        }

        return Require(LightClientProofs.IsValidNormalizedMerkleBranch(
            isGenesis ? Root.Zero : update.FinalizedHeader.Beacon.HashTreeRoot(context),
            update.FinalityBranch,
            LightClientIndices.FinalizedRootGindexAtSlot(context.Spec, update.AttestedHeader.Beacon.Slot),
            update.AttestedHeader.Beacon.StateRoot));
    }

    private static Refusal? ValidateNextSyncCommittee(LightClientStore store, LightClientUpdate update, bool mustBeKnownOne)
    {
        var context = store.Context;
        if (!LightClientUpdates.IsSyncCommitteeUpdate(update))
        {
            return Require(update.NextSyncCommittee == SyncCommittee.Default(context));
        }

        if (Require(!mustBeKnownOne || update.NextSyncCommittee == store.NextSyncCommittee) is { } other)
        {
            return other;
        }

        return Require(LightClientProofs.IsValidNormalizedMerkleBranch(
            update.NextSyncCommittee.HashTreeRoot(context),
            update.NextSyncCommitteeBranch,
            LightClientIndices.NextSyncCommitteeGindexAtSlot(context.Spec, update.AttestedHeader.Beacon.Slot),
            update.AttestedHeader.Beacon.StateRoot));
    }

    private static bool IsValidSignature(
        LightClientUpdate update, SyncCommittee committee, SszContext context, Root genesisValidatorsRoot, ISignatureVerifier verifier)
    {
        var bits = update.SyncAggregate.SyncCommitteeBits;
        var pubkeys = new BLSPubkey[bits.CountOnes()];
        var count = 0;
        for (var i = 0; i < bits.Length; i++)
        {
            if (bits[i])
            {
                pubkeys[count++] = committee.Pubkeys[i];
            }
        }

        var forkVersion = Misc.ComputeForkVersion(
            context.Spec.Config, Misc.ComputeEpochAtSlot(context.Preset, Misc.SaturatingSub(update.SignatureSlot, 1)));
        var domain = Misc.ComputeDomain(Constants.DomainSyncCommittee, forkVersion, genesisValidatorsRoot);
        return verifier.Verify(
            pubkeys,
            Misc.ComputeSigningRoot(update.AttestedHeader.Beacon.HashTreeRoot(context), domain),
            update.SyncAggregate.SyncCommitteeSignature);
    }
}
