using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Gossip.GossipResult;

namespace Consensoor.Spec.Gossip;

/// <summary>The topic `payload_attestation_message`, gloas on.</summary>
public static class PayloadAttestationMessageGossip
{
    /// <summary>`gloas/p2p-interface.md#new-payload_attestation_message` (`validate_payload_attestation_message_gossip`).</summary>
    public static GossipResult ValidatePayloadAttestationMessageGossip(Seen seen, IGossipView view, PayloadAttestationMessage message, ulong currentTimeMs, ISignatureVerifier verifier)
    {
        var data = message.Data;
        var epoch = Misc.ComputeEpochAtSlot(view.Spec.Preset, data.Slot);
        if (epoch < view.Spec.Config.GloasForkEpoch)
        {
            return Reject("payload attestation's slot is pre-gloas");
        }

        if (seen.PayloadAttestationValidators.Contains((data.Slot, message.ValidatorIndex)))
        {
            return Ignore("already seen payload attestation from this validator");
        }

        if (!GossipTime.IsCurrentSlot(view, data.Slot, currentTimeMs))
        {
            return Ignore("payload attestation is not for the current slot");
        }

        if (GossipConditions.BlockIsValid(view, data.BeaconBlockRoot, "payload attestation's block", out var block) is { } unknown)
        {
            return unknown;
        }

        if (block!.Slot != data.Slot)
        {
            return Ignore("payload attestation's block is not at the assigned slot");
        }

        var state = view.HeadState;
        if (message.ValidatorIndex >= (ulong)state.Validators.Count)
        {
            return Reject("validator index out of range");
        }

        // The head may be a block of another fork or epoch than the one voted on, whose committee a state of before gloas does not know.
        if (PtcOf(state, block, epoch) is not { } ptc || !ptc.AsSpan().Contains(message.ValidatorIndex))
        {
            return Reject("validator is not in the payload timeliness committee");
        }

        var domain = GossipConditions.DomainAt(state, Constants.DomainPtcAttester, epoch);
        return verifier.Verify([state.Validators[message.ValidatorIndex].Pubkey], Misc.ComputeSigningRoot(data, domain, state.Ssz), message.Signature)
            ? Accept
            : Reject("invalid payload attestation signature");
    }

    /// <summary>Enters an accepted vote; false where another was faster.</summary>
    public static bool Mark(Seen seen, PayloadAttestationMessage message) => seen.PayloadAttestationValidators.Add((message.Data.Slot, message.ValidatorIndex));

    private static SszList<ValidatorIndex>? PtcOf(BeaconState head, GossipBlock block, Epoch epoch)
    {
        var state = head.ForkName >= Config.ForkName.Gloas && Accessors.GetCurrentEpoch(head) is var current && (epoch == current || epoch + 1 == current || epoch == current + 1)
            ? head
            : block.State!;
        return state.ForkName >= Config.ForkName.Gloas ? Accessors.GetPtc(state, block.Slot) : null;
    }
}
