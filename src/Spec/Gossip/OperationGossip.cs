using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Gossip.GossipResult;

namespace Consensoor.Spec.Gossip;

/// <summary>The topics of operations that blocks carry.</summary>
public static class OperationGossip
{
    /// <summary>`phase0/p2p-interface.md#voluntary_exit`, with deneb's fixed domain (`validate_voluntary_exit_gossip`).</summary>
    public static GossipResult Validate(Seen seen, IGossipView view, SignedVoluntaryExit signed, ulong currentTimeMs, ISignatureVerifier verifier)
    {
        var exit = signed.Message;
        if (seen.VoluntaryExitIndices.Contains(exit.ValidatorIndex))
        {
            return Ignore("already seen voluntary exit for this validator");
        }

        if (GossipTime.IsFutureEpoch(view, exit.Epoch, currentTimeMs))
        {
            return Ignore("voluntary exit epoch is in the future");
        }

        var state = view.HeadState;
        if (exit.ValidatorIndex >= (ulong)state.Validators.Count)
        {
            return Reject("validator index out of range");
        }

        var validator = state.Validators[exit.ValidatorIndex];
        var epoch = Accessors.GetCurrentEpoch(state);
        if (validator.ExitEpoch != Constants.FarFutureEpoch)
        {
            return Ignore("validator has already initiated exit");
        }

        if (!Predicates.IsActiveValidator(validator, epoch))
        {
            return Reject("validator is not active");
        }

        if (epoch - validator.ActivationEpoch < state.Config.ShardCommitteePeriod)
        {
            return Reject("validator has not been active long enough");
        }

        var domain = state.ForkName >= ForkName.Deneb
            ? Misc.ComputeDomain(Constants.DomainVoluntaryExit, state.Config.CapellaForkVersion, state.GenesisValidatorsRoot)
            : Accessors.GetDomain(state, Constants.DomainVoluntaryExit, exit.Epoch);
        return verifier.Verify([validator.Pubkey], Misc.ComputeSigningRoot(exit, domain, state.Ssz), signed.Signature) ? Accept : Reject("invalid voluntary exit signature");
    }

    /// <summary>`phase0/p2p-interface.md#proposer_slashing` (`validate_proposer_slashing_gossip`).</summary>
    public static GossipResult Validate(Seen seen, IGossipView view, ProposerSlashing slashing, ISignatureVerifier verifier)
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

        var domain = Accessors.GetDomain(state, Constants.DomainBeaconProposer, Misc.ComputeEpochAtSlot(state.Preset, header1.Slot));
        return verifier.Verify([proposer.Pubkey], Misc.ComputeSigningRoot(header1, domain, state.Ssz), slashing.SignedHeader1.Signature)
            && verifier.Verify([proposer.Pubkey], Misc.ComputeSigningRoot(header2, domain, state.Ssz), slashing.SignedHeader2.Signature)
            ? Accept
            : Reject("invalid proposer slashing signature");
    }

    /// <summary>`phase0/p2p-interface.md#attester_slashing` (`validate_attester_slashing_gossip`).</summary>
    public static GossipResult Validate(Seen seen, IGossipView view, AttesterSlashing slashing, ISignatureVerifier verifier)
    {
        var slashable = SlashableIndices(slashing);
        if (slashable.All(seen.AttesterSlashingIndices.Contains))
        {
            return Ignore("all attester slashing indices already seen");
        }

        if (!Predicates.IsSlashableAttestationData(slashing.Attestation1.Data, slashing.Attestation2.Data))
        {
            return Reject("attestation data is not slashable");
        }

        var state = view.HeadState;
        var result = Indexed(state, slashing.Attestation1, 1, verifier) ?? Indexed(state, slashing.Attestation2, 2, verifier);
        if (result is { } failed)
        {
            return failed;
        }

        var epoch = Accessors.GetCurrentEpoch(state);
        return slashable.Any(index => Predicates.IsSlashableValidator(state.Validators[index], epoch)) ? Accept : Reject("no slashable validators in intersection");
    }

    /// <summary>`capella/p2p-interface.md#bls_to_execution_change` (`validate_bls_to_execution_change_gossip`).</summary>
    public static GossipResult Validate(Seen seen, IGossipView view, SignedBLSToExecutionChange signed, ulong currentTimeMs, ISignatureVerifier verifier)
    {
        var change = signed.Message;
        if (seen.BlsToExecutionChangeIndices.Contains(change.ValidatorIndex))
        {
            return Ignore("already seen BLS to execution change for this validator");
        }

        if (GossipTime.IsFutureEpoch(view, view.Spec.Config.CapellaForkEpoch, currentTimeMs))
        {
            return Ignore("current epoch is pre-capella");
        }

        var state = view.HeadState;
        if (change.ValidatorIndex >= (ulong)state.Validators.Count)
        {
            return Reject("validator index out of range");
        }

        var credentials = state.Validators[change.ValidatorIndex].WithdrawalCredentials;
        if (credentials[0] != Constants.BlsWithdrawalPrefix)
        {
            return Reject("validator does not have BLS withdrawal credentials");
        }

        Span<byte> hash = stackalloc byte[Sha256.HashLength];
        Sha256.Hash(change.FromBlsPubkey.AsSpan(), hash);
        if (!credentials.AsSpan()[1..].SequenceEqual(hash[1..]))
        {
            return Reject("pubkey does not match validator withdrawal credentials");
        }

        var domain = Misc.ComputeDomain(Constants.DomainBlsToExecutionChange, state.Config.GenesisForkVersion, state.GenesisValidatorsRoot);
        return verifier.Verify([change.FromBlsPubkey], Misc.ComputeSigningRoot(change, domain, state.Ssz), signed.Signature)
            ? Accept
            : Reject("invalid BLS to execution change signature");
    }

    /// <summary>Enters an accepted exit; false where another was faster.</summary>
    public static bool Mark(Seen seen, VoluntaryExit exit) => seen.VoluntaryExitIndices.Add(exit.ValidatorIndex);

    /// <summary>Enters an accepted slashing; false where another was faster.</summary>
    public static bool Mark(Seen seen, ProposerSlashing slashing) => seen.ProposerSlashingIndices.Add(slashing.SignedHeader1.Message.ProposerIndex);

    /// <summary>Enters an accepted slashing; false where others had all its validators.</summary>
    public static bool Mark(Seen seen, AttesterSlashing slashing) => SlashableIndices(slashing).Count(seen.AttesterSlashingIndices.Add) > 0;

    /// <summary>Enters an accepted change; false where another was faster.</summary>
    public static bool Mark(Seen seen, BLSToExecutionChange change) => seen.BlsToExecutionChangeIndices.Add(change.ValidatorIndex);

    private static ValidatorIndex[] SlashableIndices(AttesterSlashing slashing) =>
        [.. slashing.Attestation1.AttestingIndices.Intersect(slashing.Attestation2.AttestingIndices)];

    private static GossipResult? Indexed(BeaconState state, IndexedAttestation attestation, int number, ISignatureVerifier verifier)
    {
        foreach (var index in attestation.AttestingIndices)
        {
            if (index >= (ulong)state.Validators.Count)
            {
                return Reject($"validator index out of range in indexed attestation {number}");
            }
        }

        return Predicates.IsValidIndexedAttestation(state, attestation, verifier) ? null : Reject($"invalid indexed attestation {number}");
    }
}
