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
    public static Gwei Of(BeaconState advanced, BeaconBlock block)
    {
        var (draft, body) = (advanced.Copy(), block.Body);
        var parentSlot = draft.LatestBlockHeader.Slot;
        var refusal = draft.ForkName >= ForkName.Gloas
            ? ParentExecutionPayload.ProcessParentExecutionPayload(draft, block, AcceptAllVerifier.Instance)
            : null;
        var before = draft.Balances[(int)block.ProposerIndex];
        foreach (var slashing in body.ProposerSlashings)
        {
            refusal ??= ProposerSlashings.ProcessProposerSlashing(draft, slashing, AcceptAllVerifier.Instance);
        }

        foreach (var slashing in body.AttesterSlashings)
        {
            refusal ??= AttesterSlashings.ProcessAttesterSlashing(draft, slashing, AcceptAllVerifier.Instance);
        }

        foreach (var attestation in body.Attestations)
        {
            refusal ??= Attestations.ProcessAttestation(draft, attestation, parentSlot, AcceptAllVerifier.Instance);
        }

        var after = draft.Balances[(int)block.ProposerIndex];
        if (draft.ForkName >= ForkName.Altair)
        {
            after += SyncAggregates.GetSyncRewards(advanced).ProposerReward * (ulong)body.SyncAggregate.SyncCommitteeBits.CountOnes();
        }

        return refusal is null ? Misc.SaturatingSub(after, before) : 0;
    }
}
