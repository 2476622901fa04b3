using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Gossip.GossipResult;

namespace Consensoor.Spec.Gossip;

/// <summary>Judges the topic `payload_attestation_message`, gloas on.</summary>
public static class PayloadAttestationMessageGossip
{
    /// <summary>
    /// Validates a payload attestation (`gloas/p2p-interface.md#new-payload_attestation_message`) by the state of the block it names,
    /// which is of the message's slot; the head may be on another branch. <paramref name="positions"/> gives where the validator of an
    /// accepted message sits in the committee it was judged by.
    /// </summary>
    public static GossipResult ValidatePayloadAttestationMessageGossip(
        Seen seen,
        IGossipView view,
        PayloadAttestationMessage message,
        ulong currentTimeMs,
        ISignatureVerifier verifier,
        out IReadOnlyList<ulong> positions)
    {
        positions = [];
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

        if (block.State is not { } state)
        {
            return Ignore("the state of the payload attestation's block is not at hand");
        }

        if (message.ValidatorIndex >= (ulong)state.Validators.Count)
        {
            return Reject("validator index out of range");
        }

        positions = PositionsIn(Accessors.GetPtc(state, data.Slot), message.ValidatorIndex);
        if (positions.Count == 0)
        {
            return Reject("validator is not in the payload timeliness committee");
        }

        var domain = GossipConditions.DomainAt(state, Constants.DomainPtcAttester, epoch);
        return verifier.Verify(
            [state.Validators[message.ValidatorIndex].Pubkey], Misc.ComputeSigningRoot(data, domain, state.Ssz), message.Signature)
            ? Accept
            : Reject("invalid payload attestation signature");
    }

    /// <summary>Enters an accepted vote; returns false where another was faster.</summary>
    public static bool Mark(Seen seen, PayloadAttestationMessage message) =>
        seen.PayloadAttestationValidators.Add((message.Data.Slot, message.ValidatorIndex));

    private static List<ulong> PositionsIn(SszList<ValidatorIndex> ptc, ValidatorIndex validator)
    {
        var positions = new List<ulong>();
        for (var i = 0; i < ptc.Count; i++)
        {
            if (ptc[i] == validator)
            {
                positions.Add((ulong)i);
            }
        }

        return positions;
    }
}
