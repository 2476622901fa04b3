using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Transition.Helpers.Accessors;
using static Consensoor.Spec.Transition.Helpers.Mutators;
using static Consensoor.Spec.Transition.Helpers.Predicates;
using static Consensoor.Spec.Transition.Refusal;

namespace Consensoor.Spec.Transition.Operations;

/// <summary>Attester slashings (`phase0/beacon-chain.md#attester-slashings`).</summary>
public static class AttesterSlashings
{
    /// <summary>
    /// Slashes everyone who signed both of two attestations that exclude each other. Refuses attestations that do not, that are malformed
    /// or wrongly signed, and a slashing that slashes nobody. See `process_attester_slashing`.
    /// </summary>
    public static Refusal? ProcessAttesterSlashing(BeaconState state, AttesterSlashing attesterSlashing, ISignatureVerifier verifier)
    {
        var attestation1 = attesterSlashing.Attestation1;
        var attestation2 = attesterSlashing.Attestation2;
        if ((Require(IsSlashableAttestationData(attestation1.Data, attestation2.Data))
            ?? Require(IsValidIndexedAttestation(state, attestation1, verifier))
            ?? Require(IsValidIndexedAttestation(state, attestation2, verifier))) is { } refusal)
        {
            return refusal;
        }

        // Both lists are sorted now, so that one walk over them meets the common indices in order.
        var slashedAny = false;
        var epoch = GetCurrentEpoch(state);
        var (indices1, indices2) = (attestation1.AttestingIndices, attestation2.AttestingIndices);
        for (int i = 0, j = 0; i < indices1.Count && j < indices2.Count;)
        {
            var index = indices1[i];
            var order = index.CompareTo(indices2[j]);
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
            if (order == 0 && IsSlashableValidator(state.Validators[index], epoch))
            {
                SlashValidator(state, index);
                slashedAny = true;
            }
        }

        return Require(slashedAny);
    }
}
