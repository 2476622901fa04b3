using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Gossip.GossipResult;

namespace Consensoor.Spec.Gossip;

/// <summary>Judges the topic `attester_slashing` in every fork.</summary>
public static class AttesterSlashingGossip
{
    /// <summary>
    /// Validates an attester slashing (`phase0/p2p-interface.md#attester_slashing`,
    /// `electra/p2p-interface.md#modified-attester_slashing`) by the head's state.
    /// </summary>
    public static GossipResult ValidateAttesterSlashingGossip(
        Seen seen, IGossipView view, AttesterSlashing slashing, ISignatureVerifier verifier)
    {
        for (var number = 1; number <= 2; number++)
        {
            if (GossipConditions.IsTooLong(number == 1 ? slashing.Attestation1 : slashing.Attestation2, view.Spec.Preset))
            {
                return Reject($"invalid indexed attestation {number}");
            }
        }

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
        return slashable.Any(index => Predicates.IsSlashableValidator(state.Validators[index], epoch))
            ? Accept
            : Reject("no slashable validators in intersection");
    }

    /// <summary>Enters an accepted slashing; returns false where others had all its validators.</summary>
    public static bool Mark(Seen seen, AttesterSlashing slashing) =>
        SlashableIndices(slashing).Count(seen.AttesterSlashingIndices.Add) > 0;

    private static ValidatorIndex[] SlashableIndices(AttesterSlashing slashing) =>
        [.. slashing.Attestation1.AttestingIndices.Intersect(slashing.Attestation2.AttestingIndices)];

    /// <summary>[REJECT] All validator indices in an indexed attestation are valid, and it has valid properties.</summary>
    private static GossipResult? Indexed(BeaconState state, IndexedAttestation attestation, int number, ISignatureVerifier verifier)
    {
        foreach (var index in attestation.AttestingIndices)
        {
            if (index >= (ulong)state.Validators.Count)
            {
                return Reject($"validator index out of range in indexed attestation {number}");
            }
        }

        return RejectUnless(
            GossipConditions.IsValidIndexedAttestation(state, attestation, verifier), $"invalid indexed attestation {number}");
    }
}
