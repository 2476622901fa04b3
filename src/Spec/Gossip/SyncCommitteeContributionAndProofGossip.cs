using Consensoor.Spec.Containers;
using Consensoor.Spec.Duties;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Gossip.GossipResult;

namespace Consensoor.Spec.Gossip;

/// <summary>Judges the topic `sync_committee_contribution_and_proof`, altair on.</summary>
public static class SyncCommitteeContributionAndProofGossip
{
    /// <summary>
    /// Validates a contribution of a sync subcommittee (`altair/p2p-interface.md#new-sync_committee_contribution_and_proof`).
    /// </summary>
    public static GossipResult ValidateSyncCommitteeContributionAndProofGossip(
        Seen seen, IGossipView view, SignedContributionAndProof signed, ulong currentTimeMs, ISignatureVerifier verifier)
    {
        var message = signed.Message;
        var contribution = message.Contribution;
        if (Seen.IsNonStrictSuperset(seen.SyncContributionData, KeyOf(contribution), contribution.AggregationBits))
        {
            return IgnoreCovered("already seen contribution for this data");
        }

        if (seen.SyncContributionAggregatorSlots.Contains((contribution.Slot, message.AggregatorIndex, contribution.SubcommitteeIndex)))
        {
            return IgnoreRepeat("already seen contribution from this aggregator");
        }

        if (!GossipTime.IsCurrentSlot(view, contribution.Slot, currentTimeMs))
        {
            return Ignore("contribution is not for the current slot");
        }

        if (contribution.SubcommitteeIndex >= Constants.SyncCommitteeSubnetCount)
        {
            return Reject("subcommittee index out of range");
        }

        if (contribution.AggregationBits.CountOnes() == 0)
        {
            return Reject("contribution has no participants");
        }

        if (!SyncCommittees.IsSyncCommitteeAggregator(view.Spec.Preset, message.SelectionProof))
        {
            return Reject("validator is not selected as aggregator");
        }

        var (state, known, isOfBlock) = GossipSyncCommittees.Of(view, contribution.BeaconBlockRoot, contribution.Slot);
        GossipResult Refused(string reason) => GossipSyncCommittees.Refused(isOfBlock, reason);
        if (message.AggregatorIndex >= (ulong)state.Validators.Count)
        {
            return Refused("aggregator index out of range");
        }

        if (known is not { } committee)
        {
            return Ignore("the head's state does not know the sync committee of the slot");
        }

        var aggregator = state.Validators[message.AggregatorIndex].Pubkey;
        var members = GetSyncSubcommitteePubkeys(committee, contribution.SubcommitteeIndex, state.Preset);
        return members.Contains(aggregator)
            ? VerifySignatures(state, signed, aggregator, members, verifier, Refused) with { IsByHead = !isOfBlock }
            : Refused("aggregator is not a member of the committee");
    }

    /// <summary>Enters an accepted contribution; returns false where another of its aggregator was faster.</summary>
    public static bool Mark(Seen seen, ContributionAndProof message)
    {
        var contribution = message.Contribution;
        if (!seen.SyncContributionAggregatorSlots.Add((contribution.Slot, message.AggregatorIndex, contribution.SubcommitteeIndex)))
        {
            return false;
        }

        Seen.AddBits(seen.SyncContributionData, KeyOf(contribution), contribution.AggregationBits);
        return true;
    }

    /// <summary>
    /// Gives the keys of a subcommittee of the committee of a slot (`altair/p2p-interface.md#new-get_sync_subcommittee_pubkeys`); the
    /// index must be below SYNC_COMMITTEE_SUBNET_COUNT.
    /// </summary>
    public static ReadOnlySpan<BLSPubkey> GetSyncSubcommitteePubkeys(SyncCommittee committee, ulong subcommitteeIndex, Preset preset)
    {
        var size = SyncCommittees.SubcommitteeSize(preset);
        return committee.Pubkeys.AsSpan().Slice((int)subcommitteeIndex * size, size);
    }

    /// <summary>
    /// [REJECT] The selection proof, the aggregator signature and the aggregate signature are valid; whose the last is the committee says.
    /// </summary>
    private static GossipResult VerifySignatures(
        BeaconState state,
        SignedContributionAndProof signed,
        BLSPubkey aggregator,
        ReadOnlySpan<BLSPubkey> members,
        ISignatureVerifier verifier,
        Func<string, GossipResult> refused)
    {
        var message = signed.Message;
        var contribution = message.Contribution;
        var selection = new SyncAggregatorSelectionData { Slot = contribution.Slot, SubcommitteeIndex = contribution.SubcommitteeIndex };
        var selectionDomain = Domain(state, Constants.DomainSyncCommitteeSelectionProof, contribution.Slot);
        if (!verifier.Verify([aggregator], Misc.ComputeSigningRoot(selection, selectionDomain, state.Ssz), message.SelectionProof))
        {
            return Reject("invalid selection proof signature");
        }

        var proofDomain = Domain(state, Constants.DomainContributionAndProof, contribution.Slot);
        if (!verifier.Verify([aggregator], Misc.ComputeSigningRoot(message, proofDomain, state.Ssz), signed.Signature))
        {
            return Reject("invalid aggregator signature");
        }

        var participants = new List<BLSPubkey>();
        for (var i = 0; i < members.Length; i++)
        {
            if (contribution.AggregationBits[i])
            {
                participants.Add(members[i]);
            }
        }

        var domain = Domain(state, Constants.DomainSyncCommittee, contribution.Slot);
        return verifier.Verify([.. participants], Misc.ComputeSigningRoot(contribution.BeaconBlockRoot, domain), contribution.Signature)
            ? Accept
            : refused("invalid aggregate signature");
    }

    private static (Slot, Root, ulong) KeyOf(SyncCommitteeContribution contribution) =>
        (contribution.Slot, contribution.BeaconBlockRoot, contribution.SubcommitteeIndex);

    private static Domain Domain(BeaconState state, DomainType type, Slot slot) =>
        GossipConditions.DomainAt(state, type, Misc.ComputeEpochAtSlot(state.Preset, slot));
}
