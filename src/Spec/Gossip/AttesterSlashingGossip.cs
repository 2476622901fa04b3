using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Gossip.GossipResult;

namespace Consensoor.Spec.Gossip;

/// <summary>The topic `attester_slashing`, in every fork.</summary>
public static class AttesterSlashingGossip
{
    /// <summary>`phase0/p2p-interface.md#attester_slashing` (`validate_attester_slashing_gossip`).</summary>
    public static GossipResult ValidateAttesterSlashingGossip(Seen seen, IGossipView view, AttesterSlashing slashing, ISignatureVerifier verifier)
    {
        var slashable = SlashableIndices(slashing);
        if (slashable.All(seen.AttesterSlashingIndices.Contains))
        {
            return Ignore("all attester slashing indices already seen");
        }

        if (!Predicates.IsSlashableAttestationData(slashing.Attestation1.Data, slashing.Attestation2.Data))
        {
            return Reject("attestation data is not slashable");
        }

        var state = view.HeadState;
        var result = Indexed(state, slashing.Attestation1, 1, verifier) ?? Indexed(state, slashing.Attestation2, 2, verifier);
        if (result is { } failed)
        {
            return failed;
        }

        var epoch = Accessors.GetCurrentEpoch(state);
        return slashable.Any(index => Predicates.IsSlashableValidator(state.Validators[index], epoch)) ? Accept : Reject("no slashable validators in intersection");
    }

    /// <summary>Enters an accepted slashing; false where others had all its validators.</summary>
    public static bool Mark(Seen seen, AttesterSlashing slashing) => SlashableIndices(slashing).Count(seen.AttesterSlashingIndices.Add) > 0;

    private static ValidatorIndex[] SlashableIndices(AttesterSlashing slashing) =>
        [.. slashing.Attestation1.AttestingIndices.Intersect(slashing.Attestation2.AttestingIndices)];

    private static GossipResult? Indexed(BeaconState state, IndexedAttestation attestation, int number, ISignatureVerifier verifier)
    {
        foreach (var index in attestation.AttestingIndices)
        {
            if (index >= (ulong)state.Validators.Count)
            {
                return Reject($"validator index out of range in indexed attestation {number}");
            }
        }

        return Predicates.IsValidIndexedAttestation(state, attestation, verifier) ? null : Reject($"invalid indexed attestation {number}");
    }
}
