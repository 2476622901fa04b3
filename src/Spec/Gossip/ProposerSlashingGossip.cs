using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Gossip.GossipResult;

namespace Consensoor.Spec.Gossip;

/// <summary>Judges the topic `proposer_slashing` in every fork.</summary>
public static class ProposerSlashingGossip
{
    /// <summary>Validates a proposer slashing (`phase0/p2p-interface.md#proposer_slashing`) by the head's state.</summary>
    public static GossipResult ValidateProposerSlashingGossip(
        Seen seen, IGossipView view, ProposerSlashing slashing, ISignatureVerifier verifier)
    {
        var (header1, header2) = (slashing.SignedHeader1.Message, slashing.SignedHeader2.Message);
        if (seen.ProposerSlashingIndices.Contains(header1.ProposerIndex))
        {
            return Ignore("already seen proposer slashing for this proposer");
        }

        var state = view.HeadState;
        if (header1.Slot != header2.Slot)
        {
            return Reject("header slots do not match");
        }

        if (header1.ProposerIndex != header2.ProposerIndex)
        {
            return Reject("header proposer indices do not match");
        }

        if (header1 == header2)
        {
            return Reject("headers are not different");
        }

        if (header1.ProposerIndex >= (ulong)state.Validators.Count)
        {
            return Reject("proposer index out of range");
        }

        var proposer = state.Validators[header1.ProposerIndex];
        if (!Predicates.IsSlashableValidator(proposer, Accessors.GetCurrentEpoch(state)))
        {
            return Reject("proposer is not slashable");
        }

        var domain = GossipConditions.DomainAt(state, Constants.DomainBeaconProposer, Misc.ComputeEpochAtSlot(state.Preset, header1.Slot));
        return verifier.Verify([proposer.Pubkey], Misc.ComputeSigningRoot(header1, domain, state.Ssz), slashing.SignedHeader1.Signature)
            && verifier.Verify([proposer.Pubkey], Misc.ComputeSigningRoot(header2, domain, state.Ssz), slashing.SignedHeader2.Signature)
            ? Accept
            : Reject("invalid proposer slashing signature");
    }

    /// <summary>Enters an accepted slashing; returns false where another was faster.</summary>
    public static bool Mark(Seen seen, ProposerSlashing slashing) =>
        seen.ProposerSlashingIndices.Add(slashing.SignedHeader1.Message.ProposerIndex);
}
