using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Gossip.GossipResult;

namespace Consensoor.Spec.Gossip;

/// <summary>Judges the topics `beacon_attestation_{subnet_id}` in every fork.</summary>
public static class BeaconAttestationGossip
{
    /// <summary>
    /// Validates an unaggregated attestation from before electra (`phase0/p2p-interface.md#beacon_attestation_subnet_id`,
    /// `deneb/p2p-interface.md#modified-beacon_attestation_subnet_id`). <paramref name="attester"/> gives the attester of an accepted
    /// vote.
    /// </summary>
    public static GossipResult ValidateBeaconAttestationGossip(
        Seen seen,
        IGossipView view,
        Attestation attestation,
        ulong currentTimeMs,
        ulong subnetId,
        ISignatureVerifier verifier,
        out ValidatorIndex attester)
    {
        attester = 0;
        var data = attestation.Data;
        var fork = view.Spec.ForkAtSlot(data.Slot);
        BeaconState? state = null;
        var result = GossipConditions.IsOfFork(fork < ForkName.Electra && attestation.HasFormOf(fork), fork)
            ?? GossipConditions.BlockIsValid(view, data.BeaconBlockRoot, "block being voted for", out _)
            ?? GossipConditions.Committee(view, data, data.Index, subnetId, currentTimeMs, out state)
            ?? GossipConditions.VoteTime(view, data, currentTimeMs)
            ?? IgnoreUnless(state is not null, "the state of the attestation's epoch is not at hand")
            ?? RejectUnless(attestation.AggregationBits.CountOnes() == 1, "attestation is not unaggregated");
        if (result is { } failed)
        {
            return failed;
        }

        var committee = Accessors.GetBeaconCommittee(state!, data.Slot, data.Index);
        if (attestation.AggregationBits.Length != committee.Length)
        {
            return Reject("aggregation bits length does not match committee size");
        }

        attester = committee[FirstOne(attestation.AggregationBits)];
        return IgnoreUnless(
                !seen.AttestationValidatorEpochs.Contains((data.Target.Epoch, attester)),
                "already seen attestation for this epoch and validator")
            ?? VerifySignature(state!, data, attester, attestation.Signature, verifier)
            ?? GossipConditions.VoteAncestry(view, data)
            ?? Accept;
    }

    /// <summary>
    /// Validates a single attestation, electra on (`electra/p2p-interface.md#modified-beacon_attestation_subnet_id`,
    /// `gloas/p2p-interface.md#modified-beacon_attestation_subnet_id`). <paramref name="aggregate"/> gives an accepted vote as the
    /// aggregate of one that pools and blocks hold, by the committees it was judged by.
    /// </summary>
    public static GossipResult ValidateBeaconAttestationGossip(
        Seen seen,
        IGossipView view,
        SingleAttestation attestation,
        ulong currentTimeMs,
        ulong subnetId,
        ISignatureVerifier verifier,
        out Attestation? aggregate)
    {
        aggregate = null;
        var data = attestation.Data;
        var fork = view.Spec.ForkAtSlot(data.Slot);
        var isGloas = fork >= ForkName.Gloas;
        if (seen.AttestationValidatorEpochs.Contains((data.Target.Epoch, attestation.AttesterIndex)))
        {
            return Ignore("already seen attestation for this epoch and validator");
        }

        GossipBlock? block = null;
        BeaconState? state = null;
        var result = GossipConditions.IsOfFork(fork >= ForkName.Electra, fork)
            ?? RejectUnless(
                data.Index <= (isGloas ? 1UL : 0), isGloas ? "attestation data index must be 0 or 1" : "attestation data index is non-zero")
            ?? GossipConditions.BlockIsValid(view, data.BeaconBlockRoot, "block being voted for", out block)
            ?? GossipConditions.Committee(view, data, attestation.CommitteeIndex, subnetId, currentTimeMs, out state)
            ?? GossipConditions.VoteTime(view, data, currentTimeMs)
            ?? IgnoreUnless(state is not null, "the state of the attestation's epoch is not at hand");
        if (result is { } failed)
        {
            return failed;
        }

        var committee = Accessors.GetBeaconCommittee(state!, data.Slot, attestation.CommitteeIndex);
        var position = committee.IndexOf(attestation.AttesterIndex);
        if (position < 0)
        {
            return Reject("attester is not a member of the committee");
        }

        aggregate = new Attestation
        {
            AggregationBits = BitList.One(committee.Length, position),
            Data = data,
            Signature = attestation.Signature,
            CommitteeBits = BitList.One((int)view.Spec.Preset.MaxCommitteesPerSlot, (int)attestation.CommitteeIndex),
        };
        return VerifySignature(state!, data, attestation.AttesterIndex, attestation.Signature, verifier)
            ?? GossipConditions.VoteAncestry(view, data)
            ?? (isGloas ? GossipConditions.VerifyAttestationPayloadStatus(view.Spec, data, block!) : null)
            ?? Accept;
    }

    /// <summary>Enters an accepted vote; returns false where another of its attester and epoch was faster.</summary>
    public static bool Mark(Seen seen, AttestationData data, ValidatorIndex attester) =>
        seen.AttestationValidatorEpochs.Add((data.Target.Epoch, attester));

    /// <summary>[REJECT] The attestation signature is valid.</summary>
    private static GossipResult? VerifySignature(
        BeaconState state, AttestationData data, ValidatorIndex attester, BLSSignature signature, ISignatureVerifier verifier)
    {
        var domain = GossipConditions.DomainAt(state, Constants.DomainBeaconAttester, data.Target.Epoch);
        var signingRoot = Misc.ComputeSigningRoot(data, domain, state.Ssz);
        return RejectUnless(verifier.Verify([state.Validators[attester].Pubkey], signingRoot, signature), "invalid attestation signature");
    }

    private static int FirstOne(BitList bits)
    {
        var index = 0;
        while (!bits[index])
        {
            index++;
        }

        return index;
    }
}
