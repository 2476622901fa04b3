using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Gossip.GossipResult;

namespace Consensoor.Spec.Gossip;

/// <summary>Judges the topics `sync_committee_{subnet_id}`, altair on.</summary>
public static class SyncCommitteeMessageGossip
{
    /// <summary>
    /// Validates a sync committee message (`altair/p2p-interface.md#new-sync_committee_subnet_id`). <paramref name="positions"/> gives
    /// where the validator of an accepted message sits in the committee it was judged by.
    /// </summary>
    public static GossipResult ValidateSyncCommitteeMessageGossip(
        Seen seen,
        IGossipView view,
        SyncCommitteeMessage message,
        ulong currentTimeMs,
        ulong subnetId,
        ISignatureVerifier verifier,
        out IReadOnlyList<ulong> positions)
    {
        positions = [];
        if (seen.SyncMessageValidatorSlots.Contains((message.Slot, message.ValidatorIndex, subnetId)))
        {
            return Ignore("already seen message from this validator for this slot and subnet");
        }

        if (!GossipTime.IsCurrentSlot(view, message.Slot, currentTimeMs))
        {
            return Ignore("message is not for the current slot");
        }

        var (state, known, isOfBlock) = GossipSyncCommittees.Of(view, message.BeaconBlockRoot, message.Slot);
        if (message.ValidatorIndex >= (ulong)state.Validators.Count)
        {
            return GossipSyncCommittees.Refused(isOfBlock, "validator index out of range");
        }

        if (known is not { } committee)
        {
            return Ignore("the head's state does not know the sync committee of the slot");
        }

        var pubkey = state.Validators[message.ValidatorIndex].Pubkey;
        var size = (ulong)SyncCommittees.SubcommitteeSize(state.Preset);
        positions = [.. SyncCommittees.PositionsIn(committee, pubkey).Select(static position => (ulong)position)];
        if (!positions.Any(position => position / size == subnetId))
        {
            positions = [];
            return GossipSyncCommittees.Refused(isOfBlock, "subnet_id is not valid for the validator");
        }

        var domain = GossipConditions.DomainAt(state, Constants.DomainSyncCommittee, Misc.ComputeEpochAtSlot(state.Preset, message.Slot));
        return verifier.Verify([pubkey], Misc.ComputeSigningRoot(message.BeaconBlockRoot, domain), message.Signature)
            ? Accept
            : Reject("invalid sync committee message signature");
    }

    /// <summary>Enters an accepted message; returns false where another of its validator, slot and subnet was faster.</summary>
    public static bool Mark(Seen seen, SyncCommitteeMessage message, ulong subnetId) =>
        seen.SyncMessageValidatorSlots.Add((message.Slot, message.ValidatorIndex, subnetId));
}
