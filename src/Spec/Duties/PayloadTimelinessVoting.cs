using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Spec.Duties;

/// <summary>A payload timeliness committee member's part, gloas on (`gloas/validator.md#payload-timeliness-attestation`).</summary>
public static class PayloadTimelinessVoting
{
    /// <summary>
    /// The slot of an epoch in which a validator sits in the committee, or null; throws ArgumentOutOfRangeException beyond the lookahead
    /// (`gloas/validator.md#payload-timeliness-committee`).
    /// </summary>
    public static Slot? GetPtcAssignment(BeaconState state, Epoch epoch, ValidatorIndex validatorIndex)
    {
        var start = Misc.ComputeStartSlotAtEpoch(state.Preset, epoch);
        for (var slot = start; slot < start + state.Preset.SlotsPerEpoch; slot++)
        {
            if (Accessors.GetPtc(state, slot).AsSpan().Contains(validatorIndex))
            {
                return slot;
            }
        }

        return null;
    }

    /// <summary>
    /// Signs a vote of the payload timeliness committee (`gloas/validator.md#constructing-the-payloadattestationmessage`).
    /// </summary>
    public static BLSSignature GetPayloadAttestationMessageSignature(
        BeaconState state, PayloadAttestationMessage attestation, Signer privkey)
    {
        var domain = Accessors.GetDomain(state, Constants.DomainPtcAttester, Misc.ComputeEpochAtSlot(state.Preset, attestation.Data.Slot));
        return privkey(Misc.ComputeSigningRoot(attestation.Data, domain, state.Ssz));
    }
}
