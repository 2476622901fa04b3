using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Gossip.GossipResult;

namespace Consensoor.Spec.Gossip;

/// <summary>Judges the topic `beacon_aggregate_and_proof` in every fork.</summary>
public static class BeaconAggregateAndProofGossip
{
    /// <summary>
    /// Validates an aggregate (`phase0/p2p-interface.md#beacon_aggregate_and_proof`,
    /// `deneb/p2p-interface.md#modified-beacon_aggregate_and_proof`, `electra/p2p-interface.md#modified-beacon_aggregate_and_proof`,
    /// `gloas/p2p-interface.md#modified-beacon_aggregate_and_proof`). <paramref name="attesters"/> gives the attesters of an accepted
    /// aggregate, by the committee it was judged by.
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
        if (Form(aggregate, fork, out var index) is { } form)
        {
            return form;
        }

        if (Seen.IsNonStrictSuperset(seen.AggregateDataRoots, (data.HashTreeRoot(view.Spec.Ssz(fork)), index), aggregate.AggregationBits))
        {
            return IgnoreCovered("already seen aggregate for this data");
        }

        if (seen.AggregatorEpochs.Contains((data.Target.Epoch, message.AggregatorIndex)))
        {
            return IgnoreRepeat("already seen aggregate for this epoch and aggregator");
        }

        BeaconState? known = null;
        var result = GossipConditions.BlockIsValid(view, data.BeaconBlockRoot, "block being voted for", out var block)
            ?? GossipConditions.Committee(view, data, index, subnetId: null, currentTimeMs, out known)
            ?? GossipConditions.VoteTime(view, data, currentTimeMs, "aggregate")
            ?? IgnoreUnless(known is not null, "the state of the aggregate's epoch is not at hand");
        if (result is { } failed)
        {
            return failed;
        }

        var state = known!;
        var committee = Accessors.GetBeaconCommittee(state, data.Slot, index);
        if (aggregate.AggregationBits.Length != committee.Length)
        {
            return Reject("aggregation bits length does not match committee size");
        }

        attesters = Accessors.GetAttestingIndices(state, aggregate);
        return RejectUnless(attesters.Count > 0, "aggregate has no participants")
            ?? RejectUnless(
                Aggregating.IsAggregator(state, data.Slot, index, message.SelectionProof), "validator is not selected as aggregator")
            ?? RejectUnless(committee.Contains(message.AggregatorIndex), "aggregator is not a member of the committee")
            ?? VerifySignatures(state, signedAggregateAndProof, fork, verifier)
            ?? GossipConditions.VoteAncestry(view, data)
            ?? (fork >= ForkName.Gloas ? GossipConditions.VerifyAttestationPayloadStatus(view.Spec, data, block!) : null)
            ?? Accept;
    }

    /// <summary>Enters an accepted aggregate; returns false where another of its aggregator and epoch was faster.</summary>
    public static bool Mark(Seen seen, ChainSpec spec, AggregateAndProof message)
    {
        var data = message.Aggregate.Data;
        var fork = spec.ForkAtSlot(data.Slot);
        if (!seen.AggregatorEpochs.Add((data.Target.Epoch, message.AggregatorIndex)))
        {
            return false;
        }

        Form(message.Aggregate, fork, out var index);
        Seen.AddBits(seen.AggregateDataRoots, (data.HashTreeRoot(spec.Ssz(fork)), index), message.Aggregate.AggregationBits);
        return true;
    }

    /// <summary>
    /// [REJECT] The aggregate attestation's data index is zero (gloas: 0 or 1). [REJECT] Exactly one committee is specified by the
    /// committee bits.
    /// </summary>
    private static GossipResult? Form(Attestation aggregate, ForkName fork, out CommitteeIndex index)
    {
        index = aggregate.Data.Index;
        if (fork < ForkName.Electra || !aggregate.HasFormOf(fork))
        {
            return GossipConditions.IsOfFork(aggregate.HasFormOf(fork), fork);
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

    /// <summary>[REJECT] The selection proof signature, the aggregator signature and the aggregate signature are valid.</summary>
    private static GossipResult? VerifySignatures(
        BeaconState state, SignedAggregateAndProof signed, ForkName fork, ISignatureVerifier verifier)
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

        return RejectUnless(
            GossipConditions.IsValidIndexedAttestation(state, Accessors.GetIndexedAttestation(state, message.Aggregate), verifier),
            "invalid aggregate signature");
    }
}
