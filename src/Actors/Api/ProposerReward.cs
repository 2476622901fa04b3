using System.Numerics;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Operations;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Actors.Api;

/// <summary>
/// What a block is worth to its proposer without its payload: slashings, attestations and signatures of the sync committee.
/// </summary>
internal static class ProposerReward
{
    private const ulong WeiPerGwei = 1_000_000_000;

    /// <summary>
    /// The reward in wei, on the parent's state advanced to the block's slot, of a block that holds. Before altair attestations pay the
    /// proposer only when the epoch ends, and count nothing.
    /// </summary>
    public static BigInteger InWei(BeaconState advanced, BeaconBlock block)
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

        var gwei = new BigInteger(draft.Balances[(int)block.ProposerIndex]) - before;
        if (draft.ForkName >= ForkName.Altair)
        {
            gwei += (BigInteger)SyncAggregates.GetSyncRewards(advanced).ProposerReward * body.SyncAggregate.SyncCommitteeBits.CountOnes();
        }

        return refusal is null ? BigInteger.Max(gwei, 0) * WeiPerGwei : 0;
    }
}
