using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Gossip.GossipResult;

namespace Consensoor.Spec.Gossip;

/// <summary>The topics `sync_committee_{subnet_id}`, altair on.</summary>
public static class SyncCommitteeMessageGossip
{
    /// <summary>`altair/p2p-interface.md#sync_committee_subnet_id` (`validate_sync_committee_message_gossip`).</summary>
    public static GossipResult ValidateSyncCommitteeMessageGossip(Seen seen, IGossipView view, SyncCommitteeMessage message, ulong currentTimeMs, ulong subnetId, ISignatureVerifier verifier)
    {
        if (seen.SyncMessageValidatorSlots.Contains((message.Slot, message.ValidatorIndex, subnetId)))
        {
            return Ignore("already seen message from this validator for this slot and subnet");
        }

        if (!GossipTime.IsCurrentSlot(view, message.Slot, currentTimeMs))
        {
            return Ignore("message is not for the current slot");
        }

        var state = view.HeadState;
        if (message.ValidatorIndex >= (ulong)state.Validators.Count)
        {
            return Reject("validator index out of range");
        }

        if (state.ForkName < ForkName.Altair)
        {
            return Ignore("there is no sync committee before the first block of altair");
        }

        if (!SyncCommittees.ComputeSubnetsForSyncCommittee(state, message.ValidatorIndex).Contains(subnetId))
        {
            return Reject("subnet_id is not valid for the validator");
        }

        var domain = Domain(state, Constants.DomainSyncCommittee, message.Slot);
        return verifier.Verify([state.Validators[message.ValidatorIndex].Pubkey], Misc.ComputeSigningRoot(message.BeaconBlockRoot, domain), message.Signature)
            ? Accept
            : Reject("invalid sync committee message signature");
    }

    /// <summary>Enters an accepted message; false where another was faster.</summary>
    public static bool Mark(Seen seen, SyncCommitteeMessage message, ulong subnetId) => seen.SyncMessageValidatorSlots.Add((message.Slot, message.ValidatorIndex, subnetId));

    private static Domain Domain(BeaconState state, DomainType type, Slot slot) => GossipConditions.DomainAt(state, type, Misc.ComputeEpochAtSlot(state.Preset, slot));
}
