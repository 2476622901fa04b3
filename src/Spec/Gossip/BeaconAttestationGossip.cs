using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Gossip.GossipResult;

namespace Consensoor.Spec.Gossip;

/// <summary>The topics `beacon_attestation_{subnet_id}` in every fork.</summary>
public static class BeaconAttestationGossip
{
    /// <summary>
    /// `phase0/p2p-interface.md#beacon_attestation_subnet_id`, deneb's too (`validate_beacon_attestation_gossip` before electra); gives the attester of an accepted vote.
    /// </summary>
    public static GossipResult ValidateBeaconAttestationGossip(
        Seen seen, IGossipView view, Attestation attestation, ulong currentTimeMs, ulong subnetId, ISignatureVerifier verifier, out ValidatorIndex attester)
    {
        attester = 0;
        var data = attestation.Data;
        var result = GossipConditions.BlockIsValid(view, data.BeaconBlockRoot, "block being voted for", out _)
            ?? Committee(view, data, data.Index, subnetId)
            ?? GossipConditions.VoteTime(view, data, currentTimeMs, view.Spec.ForkAtSlot(data.Slot) >= ForkName.Deneb)
            ?? IgnoreUnless(IsNear(view, data.Target.Epoch), "attestation epoch is far from the head")
            ?? RejectUnless(attestation.AggregationBits.CountOnes() == 1, "attestation is not unaggregated");
        if (result is { } failed)
        {
            return failed;
        }

        var committee = Accessors.GetBeaconCommittee(view.HeadState, data.Slot, data.Index);
        if (attestation.AggregationBits.Length != committee.Length)
        {
            return Reject("aggregation bits length does not match committee size");
        }

        attester = committee[FirstOne(attestation.AggregationBits)];
        return seen.AttestationValidatorEpochs.Contains((data.Target.Epoch, attester))
            ? Ignore("already seen attestation for this epoch and validator")
            : VerifySignature(view.HeadState, data, attester, attestation.Signature, verifier) ?? GossipConditions.VoteAncestry(view, data) ?? Accept;
    }

    /// <summary>`electra/p2p-interface.md#modified-beacon_attestation_subnet_id` and gloas's (`validate_beacon_attestation_gossip`).</summary>
    public static GossipResult ValidateBeaconAttestationGossip(Seen seen, IGossipView view, SingleAttestation attestation, ulong currentTimeMs, ulong subnetId, ISignatureVerifier verifier)
    {
        var data = attestation.Data;
        var isGloas = view.Spec.ForkAtSlot(data.Slot) >= ForkName.Gloas;
        if (seen.AttestationValidatorEpochs.Contains((data.Target.Epoch, attestation.AttesterIndex)))
        {
            return Ignore("already seen attestation for this epoch and validator");
        }

        if (data.Index > (isGloas ? 1UL : 0))
        {
            return Reject(isGloas ? "attestation data index must be 0 or 1" : "attestation data index is non-zero");
        }

        var result = GossipConditions.BlockIsValid(view, data.BeaconBlockRoot, "block being voted for", out var block)
            ?? Committee(view, data, attestation.CommitteeIndex, subnetId)
            ?? GossipConditions.VoteTime(view, data, currentTimeMs, isDeneb: true)
            ?? IgnoreUnless(IsNear(view, data.Target.Epoch), "attestation epoch is far from the head");
        if (result is { } failed)
        {
            return failed;
        }

        return !Accessors.GetBeaconCommittee(view.HeadState, data.Slot, attestation.CommitteeIndex).Contains(attestation.AttesterIndex)
            ? Reject("attester is not a member of the committee")
            : VerifySignature(view.HeadState, data, attestation.AttesterIndex, attestation.Signature, verifier)
                ?? GossipConditions.VoteAncestry(view, data)
                ?? (isGloas ? GossipConditions.VerifyAttestationPayloadStatus(data, block!) : null)
                ?? Accept;
    }

    /// <summary>Enters an accepted vote; false where another of its attester and epoch was faster.</summary>
    public static bool Mark(Seen seen, AttestationData data, ValidatorIndex attester) => seen.AttestationValidatorEpochs.Add((data.Target.Epoch, attester));

    /// <summary>A vote as the aggregate it is of one, electra on; the attester must be in the committee.</summary>
    public static Attestation ToAttestation(BeaconState state, SingleAttestation attestation)
    {
        var committee = Accessors.GetBeaconCommittee(state, attestation.Data.Slot, attestation.CommitteeIndex);
        return new Attestation
        {
            AggregationBits = BitList.Zeros(committee.Length).SetItem(committee.IndexOf(attestation.AttesterIndex), true),
            Data = attestation.Data,
            Signature = attestation.Signature,
            CommitteeBits = BitList.Zeros((int)state.Preset.MaxCommitteesPerSlot).SetItem((int)attestation.CommitteeIndex, true),
        };
    }

    private static GossipResult? Committee(IGossipView view, AttestationData data, CommitteeIndex index, ulong subnetId)
    {
        // The committees of an epoch far from the head's are not counted: such a vote fails by its time, asked for next, or by what follows that.
        if (!IsNear(view, data.Target.Epoch))
        {
            return null;
        }

        var committees = Accessors.GetCommitteeCountPerSlot(view.HeadState, data.Target.Epoch);
        return index >= committees ? Reject("committee index out of range")
            : Attesting.ComputeSubnetForAttestation(view.Spec, committees, data.Slot, index) != subnetId ? Reject("attestation is for wrong subnet")
            : null;
    }

    /// <summary>True where the state still knows, or already, how an epoch is shuffled.</summary>
    internal static bool IsNear(IGossipView view, Epoch epoch)
    {
        var current = Accessors.GetCurrentEpoch(view.HeadState);
        return epoch + view.Spec.Preset.EpochsPerHistoricalVector / 2 > current && epoch <= current + view.Spec.Preset.EpochsPerHistoricalVector / 2;
    }

    private static GossipResult? VerifySignature(BeaconState state, AttestationData data, ValidatorIndex attester, BLSSignature signature, ISignatureVerifier verifier)
    {
        var domain = GossipConditions.DomainAt(state, Constants.DomainBeaconAttester, data.Target.Epoch);
        return verifier.Verify([state.Validators[attester].Pubkey], Misc.ComputeSigningRoot(data, domain, state.Ssz), signature) ? null : Reject("invalid attestation signature");
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
