using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Operations;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Actors.Work;

/// <summary>
/// What a block is worth to its proposer without its payload: slashings, attestations and signatures of the sync committee.
/// </summary>
internal static class ProposerReward
{
    /// <summary>
    /// The reward in Gwei, on the parent's state advanced to the block's slot, of a block that holds; 0 where the proposer loses more, as
    /// by its own slashing. Before altair attestations pay the proposer only when the epoch ends, and count nothing.
    /// </summary>
    public static Gwei Of(BeaconState advanced, BeaconBlock block) =>
        PartsOf(advanced, block) is { } parts ? Misc.SaturatingSub(parts.Total, parts.Lost) : 0;

    /// <summary>What the reward is made of, each part 0 where the proposer loses by it; null for a block that does not hold.</summary>
    public static ProposerRewardParts? PartsOf(BeaconState advanced, BeaconBlock block)
    {
        var (draft, body) = (advanced.Copy(), block.Body);
        var parentSlot = draft.LatestBlockHeader.Slot;
        var refusal = draft.ForkName >= ForkName.Gloas
            ? ParentExecutionPayload.ProcessParentExecutionPayload(draft, block, AcceptAllVerifier.Instance)
            : null;
        var (balance, lost) = (Balance(), (Gwei)0);
        foreach (var slashing in body.ProposerSlashings)
        {
            refusal ??= ProposerSlashings.ProcessProposerSlashing(draft, slashing, AcceptAllVerifier.Instance);
        }

        var proposerSlashings = Gained();
        foreach (var slashing in body.AttesterSlashings)
        {
            refusal ??= AttesterSlashings.ProcessAttesterSlashing(draft, slashing, AcceptAllVerifier.Instance);
        }

        var attesterSlashings = Gained();
        foreach (var attestation in body.Attestations)
        {
            refusal ??= Attestations.ProcessAttestation(draft, attestation, parentSlot, AcceptAllVerifier.Instance);
        }

        var attestations = Gained();
        var sync = draft.ForkName >= ForkName.Altair
            ? SyncAggregates.GetSyncRewards(advanced).ProposerReward * (ulong)body.SyncAggregate.SyncCommitteeBits.CountOnes()
            : 0;
        return refusal is null
            ? new ProposerRewardParts(attestations, sync, proposerSlashings, attesterSlashings) { Lost = lost }
            : null;

        Gwei Balance() => draft.Balances[(int)block.ProposerIndex];

        Gwei Gained()
        {
            var (before, after) = (balance, Balance());
            balance = after;
            lost += Misc.SaturatingSub(before, after);
            return Misc.SaturatingSub(after, before);
        }
    }
}
