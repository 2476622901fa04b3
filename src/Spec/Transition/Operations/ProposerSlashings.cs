using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Transition.Helpers.Accessors;
using static Consensoor.Spec.Transition.Helpers.Misc;
using static Consensoor.Spec.Transition.Helpers.Mutators;
using static Consensoor.Spec.Transition.Helpers.Predicates;
using static Consensoor.Spec.Transition.Refusal;

namespace Consensoor.Spec.Transition.Operations;

/// <summary>Proposer slashings (`phase0/beacon-chain.md#proposer-slashings`).</summary>
public static class ProposerSlashings
{
    /// <summary>
    /// Slashes a proposer who signed two headers for one slot. Refuses headers of different slots or proposers, equal headers, a proposer
    /// who is unknown or not slashable, and wrong signatures. See `process_proposer_slashing`.
    /// </summary>
    public static Refusal? ProcessProposerSlashing(BeaconState state, ProposerSlashing proposerSlashing, ISignatureVerifier verifier)
    {
        var header1 = proposerSlashing.SignedHeader1.Message;
        var header2 = proposerSlashing.SignedHeader2.Message;
        var refusal = Require(header1.Slot == header2.Slot)
            ?? Require(header1.ProposerIndex == header2.ProposerIndex)
            ?? Require(header1 != header2)
            ?? Require(header1.ProposerIndex < (ulong)state.Validators.Count)
            ?? Require(IsSlashableValidator(state.Validators[header1.ProposerIndex], GetCurrentEpoch(state)))
            ?? Require(IsValidHeaderSignature(state, proposerSlashing.SignedHeader1, verifier))
            ?? Require(IsValidHeaderSignature(state, proposerSlashing.SignedHeader2, verifier));
        if (refusal is null)
        {
            SlashValidator(state, header1.ProposerIndex);
        }

        return refusal;
    }

    private static bool IsValidHeaderSignature(BeaconState state, SignedBeaconBlockHeader signedHeader, ISignatureVerifier verifier)
    {
        var header = signedHeader.Message;
        var domain = GetDomain(state, Constants.DomainBeaconProposer, ComputeEpochAtSlot(state.Preset, header.Slot));
        var signingRoot = ComputeSigningRoot(header, domain, state.Ssz);
        return verifier.Verify([state.Validators[header.ProposerIndex].Pubkey], signingRoot, signedHeader.Signature);
    }
}
