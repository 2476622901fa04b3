using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Transition.Helpers.Accessors;
using static Consensoor.Spec.Transition.Helpers.Misc;
using static Consensoor.Spec.Transition.Helpers.Predicates;
using static Consensoor.Spec.Transition.Refusal;

namespace Consensoor.Spec.Transition.Operations;

/// <summary>Payload attestations, gloas on (`gloas/beacon-chain.md#payload-attestations`).</summary>
public static class PayloadAttestations
{
    /// <summary>
    /// Refuses an attestation for another block than the parent or another slot than the last, from before gloas, without attesters or
    /// wrongly signed; changes nothing. See `process_payload_attestation`.
    /// </summary>
    public static Refusal? ProcessPayloadAttestation(BeaconState state, PayloadAttestation payloadAttestation, ISignatureVerifier verifier)
    {
        var data = payloadAttestation.Data;
        return Require(data.BeaconBlockRoot == state.LatestBlockHeader.ParentRoot)
            ?? Require(data.Slot < state.Slot && data.Slot + 1 == state.Slot)
            ?? Require(ComputeEpochAtSlot(state.Preset, data.Slot) >= state.Config.GloasForkEpoch)
            ?? Require(IsValidIndexedPayloadAttestation(state, GetIndexedPayloadAttestation(state, payloadAttestation), verifier));
    }
}
