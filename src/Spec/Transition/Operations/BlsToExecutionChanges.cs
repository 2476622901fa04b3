using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Transition.Helpers.Misc;
using static Consensoor.Spec.Transition.Refusal;

namespace Consensoor.Spec.Transition.Operations;

/// <summary>
/// Changes of withdrawal credentials from a BLS key to an execution address
/// (`capella/beacon-chain.md#new-process_bls_to_execution_change`).
/// </summary>
public static class BlsToExecutionChanges
{
    /// <summary>
    /// Gives a validator its withdrawal address. Refuses an unknown validator, one whose credentials are not the hash of the BLS key, and a
    /// wrong signature by it. See `process_bls_to_execution_change`.
    /// </summary>
    public static Refusal? ProcessBlsToExecutionChange(
        BeaconState state, SignedBLSToExecutionChange signedAddressChange, ISignatureVerifier verifier)
    {
        var addressChange = signedAddressChange.Message;
        if (Require(addressChange.ValidatorIndex < (ulong)state.Validators.Count) is { } unknown)
        {
            return unknown;
        }

        // Fork-agnostic, so that a change signed once is valid in every fork.
        var domain = ComputeDomain(Constants.DomainBlsToExecutionChange, state.Config.GenesisForkVersion, state.GenesisValidatorsRoot);
        var signingRoot = ComputeSigningRoot(addressChange, domain, state.Ssz);
        var validator = state.Validators[addressChange.ValidatorIndex];
        var credentials = validator.WithdrawalCredentials;
        Span<byte> keyHash = stackalloc byte[32];
        Sha256.Hash(addressChange.FromBlsPubkey.AsSpan(), keyHash);
        if ((Require(credentials[0] == Constants.BlsWithdrawalPrefix)
            ?? Require(credentials.AsSpan()[1..].SequenceEqual(keyHash[1..]))
            ?? Require(verifier.Verify([addressChange.FromBlsPubkey], signingRoot, signedAddressChange.Signature))) is { } refusal)
        {
            return refusal;
        }

        Span<byte> changed = stackalloc byte[32];
        changed.Clear();
        changed[0] = Constants.Eth1AddressWithdrawalPrefix;
        addressChange.ToExecutionAddress.AsSpan().CopyTo(changed[12..]);
        state.Validators[addressChange.ValidatorIndex] = validator with { WithdrawalCredentials = new Bytes32(changed) };
        return null;
    }
}
