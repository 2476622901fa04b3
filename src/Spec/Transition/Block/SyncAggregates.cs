using System.Buffers;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Transition.Helpers.Accessors;
using static Consensoor.Spec.Transition.Helpers.Misc;
using static Consensoor.Spec.Transition.Helpers.Mutators;
using static Consensoor.Spec.Transition.Refusal;

namespace Consensoor.Spec.Transition.Block;

/// <summary>The sync aggregate step, altair on (`altair/beacon-chain.md#sync-aggregate-processing`).</summary>
public static class SyncAggregates
{
    /// <summary>
    /// Rewards the sync committee's signers and the proposer, and takes as much (Gwei) from those who did not sign. Refuses an aggregate
    /// that does not sign the previous slot's block root. See `process_sync_aggregate`.
    /// </summary>
    public static Refusal? ProcessSyncAggregate(BeaconState state, SyncAggregate syncAggregate, ISignatureVerifier verifier)
    {
        var committee = state.CurrentSyncCommittee;
        var bits = syncAggregate.SyncCommitteeBits;
        if ((Require(TryGetSyncCommitteeIndices(state, committee, out var participants))
            ?? Require(IsValidSignature(state, committee, syncAggregate, verifier))) is { } refusal)
        {
            return refusal;
        }

        var (participantReward, proposerReward) = GetSyncRewards(state);
        var proposerIndex = GetBeaconProposerIndex(state);
        for (var i = 0; i < participants.Length; i++)
        {
            // In committee order: a member may sit twice, and a balance that reaches zero forgets what else it owes.
            var participantIndex = participants[i];
            if (bits[i])
            {
                IncreaseBalance(state, participantIndex, participantReward);
                IncreaseBalance(state, proposerIndex, proposerReward);
            }
            else
            {
                DecreaseBalance(state, participantIndex, participantReward);
            }
        }

        return null;
    }

    /// <summary>
    /// What each signature of a sync aggregate in this state's epoch is worth to the signer and to the proposer who includes it, in Gwei.
    /// </summary>
    public static (Gwei ParticipantReward, Gwei ProposerReward) GetSyncRewards(BeaconState state)
    {
        var preset = state.Preset;
        var totalActiveIncrements = GetTotalActiveBalance(state) / preset.EffectiveBalanceIncrement;
        var totalBaseRewards = GetBaseRewardPerIncrement(state) * totalActiveIncrements;
        var maxParticipantRewards = totalBaseRewards * Constants.SyncRewardWeight / Constants.WeightDenominator / preset.SlotsPerEpoch;
        var participantReward = maxParticipantRewards / preset.SyncCommitteeSize;
        return (participantReward, participantReward * Constants.ProposerWeight / (Constants.WeightDenominator - Constants.ProposerWeight));
    }

    /// <summary>
    /// `eth_fast_aggregate_verify` by the participants. A full committee uses its precomputed aggregate; the specification's subtraction of
    /// absentees from it for the cases between gives the same point as the sum of the participants, which costs less than one verification
    /// either way.
    /// </summary>
    private static bool IsValidSignature(
        BeaconState state, SyncCommittee committee, SyncAggregate syncAggregate, ISignatureVerifier verifier)
    {
        var bits = syncAggregate.SyncCommitteeBits;
        var participants = bits.CountOnes();
        if (participants == 0 && syncAggregate.SyncCommitteeSignature == Constants.G2PointAtInfinity)
        {
            return true;
        }

        var previousSlot = SaturatingSub(state.Slot, 1);
        if (previousSlot == state.Slot)
        {
            return false;
        }

        var domain = GetDomain(state, Constants.DomainSyncCommittee, ComputeEpochAtSlot(state.Preset, previousSlot));
        var signingRoot = ComputeSigningRoot(GetBlockRootAtSlot(state, previousSlot), domain);
        if (participants == committee.Pubkeys.Count)
        {
            return verifier.Verify([committee.AggregatePubkey], signingRoot, syncAggregate.SyncCommitteeSignature);
        }

        var pubkeys = ArrayPool<BLSPubkey>.Shared.Rent(participants);
        try
        {
            var count = 0;
            for (var i = 0; i < bits.Length; i++)
            {
                if (bits[i])
                {
                    pubkeys[count++] = committee.Pubkeys[i];
                }
            }

            return verifier.Verify(pubkeys.AsSpan(0, count), signingRoot, syncAggregate.SyncCommitteeSignature);
        }
        finally
        {
            ArrayPool<BLSPubkey>.Shared.Return(pubkeys);
        }
    }
}
