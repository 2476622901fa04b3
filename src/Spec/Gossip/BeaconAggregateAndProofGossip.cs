using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Gossip.GossipResult;

namespace Consensoor.Spec.Gossip;

/// <summary>The topic `beacon_aggregate_and_proof` in every fork.</summary>
public static class BeaconAggregateAndProofGossip
{
    /// <summary>
    /// `phase0/p2p-interface.md#beacon_aggregate_and_proof` and each later fork's (`validate_beacon_aggregate_and_proof_gossip`); gives the attesters of an accepted aggregate.
    /// </summary>
    public static GossipResult ValidateBeaconAggregateAndProofGossip(
        Seen seen,
        IGossipView view,
        SignedAggregateAndProof signedAggregateAndProof,
        ulong currentTimeMs,
        ISignatureVerifier verifier,
        out IReadOnlyList<ValidatorIndex> attesters)
    {
        attesters = [];
        var message = signedAggregateAndProof.Message;
        var aggregate = message.Aggregate;
        var data = aggregate.Data;
        var fork = view.Spec.ForkAtSlot(data.Slot);
        if (Shape(aggregate, fork, out var index) is { } shape)
        {
            return shape;
        }

        if (Seen.IsNonStrictSuperset(seen.AggregateDataRoots, (data.HashTreeRoot(view.Spec.Ssz(fork)), index), aggregate.AggregationBits))
        {
            return Ignore("already seen aggregate for this data");
        }

        if (seen.AggregatorEpochs.Contains((data.Target.Epoch, message.AggregatorIndex)))
        {
            return Ignore("already seen aggregate for this epoch and aggregator");
        }

        // As for single votes, the committees of an epoch far from the head's are not counted.
        var isNear = BeaconAttestationGossip.IsNear(view, data.Target.Epoch);
        var result = GossipConditions.BlockIsValid(view, data.BeaconBlockRoot, "block being voted for", out var block)
            ?? RejectUnless(!isNear || index < Accessors.GetCommitteeCountPerSlot(view.HeadState, data.Target.Epoch), "committee index out of range")
            ?? GossipConditions.VoteTime(view, data, currentTimeMs, fork >= ForkName.Deneb, "aggregate")
            ?? IgnoreUnless(isNear, "aggregate epoch is far from the head");
        if (result is { } failed)
        {
            return failed;
        }

        var state = view.HeadState;
        var committee = Accessors.GetBeaconCommittee(state, data.Slot, index);
        if (aggregate.AggregationBits.Length != committee.Length)
        {
            return Reject("aggregation bits length does not match committee size");
        }

        attesters = Accessors.GetAttestingIndices(state, aggregate);
        return RejectUnless(attesters.Count > 0, "aggregate has no participants")
            ?? RejectUnless(Aggregating.IsAggregator(state, data.Slot, index, message.SelectionProof), "validator is not selected as aggregator")
            ?? RejectUnless(committee.Contains(message.AggregatorIndex), "aggregator is not a member of the committee")
            ?? VerifySignatures(state, signedAggregateAndProof, fork, verifier)
            ?? GossipConditions.VoteAncestry(view, data)
            ?? (fork >= ForkName.Gloas ? GossipConditions.VerifyAttestationPayloadStatus(data, block!) : null)
            ?? Accept;
    }

    /// <summary>Enters an accepted aggregate; false where another of its aggregator and epoch was faster.</summary>
    public static bool Mark(Seen seen, ChainSpec spec, AggregateAndProof message)
    {
        var data = message.Aggregate.Data;
        var fork = spec.ForkAtSlot(data.Slot);
        if (!seen.AggregatorEpochs.Add((data.Target.Epoch, message.AggregatorIndex)))
        {
            return false;
        }

        Shape(message.Aggregate, fork, out var index);
        Seen.AddBits(seen.AggregateDataRoots, (data.HashTreeRoot(spec.Ssz(fork)), index), message.Aggregate.AggregationBits);
        return true;
    }

    private static GossipResult? Shape(Attestation aggregate, ForkName fork, out CommitteeIndex index)
    {
        index = aggregate.Data.Index;
        if (fork < ForkName.Electra)
        {
            return null;
        }

        if (aggregate.Data.Index > (fork >= ForkName.Gloas ? 1UL : 0))
        {
            return Reject(fork >= ForkName.Gloas ? "aggregate data index must be 0 or 1" : "aggregate data index is non-zero");
        }

        if (aggregate.CommitteeBits.CountOnes() != 1)
        {
            return Reject("aggregate committee bits must specify exactly one committee");
        }

        index = Misc.GetCommitteeIndices(aggregate.CommitteeBits).First();
        return null;
    }

    private static GossipResult? VerifySignatures(BeaconState state, SignedAggregateAndProof signed, ForkName fork, ISignatureVerifier verifier)
    {
        var message = signed.Message;
        var data = message.Aggregate.Data;
        var pubkey = state.Validators[message.AggregatorIndex].Pubkey;
        var selection = GossipConditions.DomainAt(state, Constants.DomainSelectionProof, data.Target.Epoch);
        if (!verifier.Verify([pubkey], Misc.ComputeSigningRoot(data.Slot, selection), message.SelectionProof))
        {
            return Reject("invalid selection proof signature");
        }

        var proof = GossipConditions.DomainAt(state, Constants.DomainAggregateAndProof, data.Target.Epoch);
        if (!verifier.Verify([pubkey], Misc.ComputeSigningRoot(message, proof, state.Spec.Ssz(fork)), signed.Signature))
        {
            return Reject("invalid aggregator signature");
        }

        return GossipConditions.IsValidIndexedAttestation(state, Accessors.GetIndexedAttestation(state, message.Aggregate), verifier) ? null : Reject("invalid aggregate signature");
    }
}
