using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Gossip.GossipResult;

namespace Consensoor.Spec.Gossip;

/// <summary>Judges the topic `bls_to_execution_change`, capella on.</summary>
public static class BlsToExecutionChangeGossip
{
    /// <summary>
    /// Validates a change of withdrawal credentials (`capella/p2p-interface.md#new-bls_to_execution_change`) by the head's state.
    /// </summary>
    public static GossipResult ValidateBlsToExecutionChangeGossip(
        Seen seen, IGossipView view, SignedBLSToExecutionChange signed, ulong currentTimeMs, ISignatureVerifier verifier)
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

    /// <summary>Enters an accepted change; returns false where another was faster.</summary>
    public static bool Mark(Seen seen, BLSToExecutionChange change) =>
        seen.BlsToExecutionChangeIndices.Add(change.ValidatorIndex);
}
