using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Spec.Transition.Helpers;

/// <summary>The "Predicates" of the specification (`phase0/beacon-chain.md#predicates` and each later fork).</summary>
public static partial class Predicates
{
    /// <summary>
    /// True where a validator has been activated and has not exited at an epoch (`phase0/beacon-chain.md#is_active_validator`).
    /// </summary>
    public static bool IsActiveValidator(Validator validator, Epoch epoch) =>
        validator.ActivationEpoch <= epoch && epoch < validator.ExitEpoch;

    /// <summary>True where a validator's votes weigh at an epoch: it is active and not slashed.</summary>
    internal static bool IsUnslashedAndActive(Validator validator, Epoch epoch) =>
        !validator.Slashed && IsActiveValidator(validator, epoch);

    /// <summary>`phase0/beacon-chain.md#is_eligible_for_activation_queue`, by MIN_ACTIVATION_BALANCE from electra on.</summary>
    public static bool IsEligibleForActivationQueue(BeaconState state, Validator validator) =>
        validator.ActivationEligibilityEpoch == Constants.FarFutureEpoch
        && (state.ForkName >= ForkName.Electra
            ? validator.EffectiveBalance >= state.Preset.MinActivationBalance
            : validator.EffectiveBalance == state.Preset.MaxEffectiveBalance);

    /// <summary>
    /// True where a validator's eligibility is finalized and it has not been activated
    /// (`phase0/beacon-chain.md#is_eligible_for_activation`).
    /// </summary>
    public static bool IsEligibleForActivation(BeaconState state, Validator validator) =>
        validator.ActivationEligibilityEpoch <= state.FinalizedCheckpoint.Epoch && validator.ActivationEpoch == Constants.FarFutureEpoch;

    /// <summary>
    /// True where a validator is not slashed, has been activated and is not yet withdrawable at an epoch
    /// (`phase0/beacon-chain.md#is_slashable_validator`).
    /// </summary>
    public static bool IsSlashableValidator(Validator validator, Epoch epoch) =>
        !validator.Slashed && validator.ActivationEpoch <= epoch && epoch < validator.WithdrawableEpoch;

    /// <summary>Double or surround vote (`phase0/beacon-chain.md#is_slashable_attestation_data`).</summary>
    public static bool IsSlashableAttestationData(AttestationData data1, AttestationData data2) =>
        (data1 != data2 && data1.Target.Epoch == data2.Target.Epoch)
        || (data1.Source.Epoch < data2.Source.Epoch && data2.Target.Epoch < data1.Target.Epoch);

    /// <summary>
    /// Indices there are, sorted and unique, and their aggregate signature (`phase0/beacon-chain.md#is_valid_indexed_attestation`, bounded
    /// from gloas on).
    /// </summary>
    public static bool IsValidIndexedAttestation(BeaconState state, IndexedAttestation indexedAttestation, ISignatureVerifier verifier)
    {
        var indices = indexedAttestation.AttestingIndices.AsSpan();
        if (indices.IsEmpty || (ulong)indices.Length > state.Preset.MaxValidatorsPerCommittee * state.Preset.MaxCommitteesPerSlot)
        {
            return false;
        }

        for (var i = 1; i < indices.Length; i++)
        {
            if (indices[i] <= indices[i - 1])
            {
                return false;
            }
        }

        if (indices[^1] >= (ulong)state.Validators.Count)
        {
            return false;
        }

        var domain = Accessors.GetDomain(state, Constants.DomainBeaconAttester, indexedAttestation.Data.Target.Epoch);
        var signingRoot = Misc.ComputeSigningRoot(indexedAttestation.Data, domain, state.Ssz);
        return verifier.Verify(Accessors.GetPubkeys(state, indices), signingRoot, indexedAttestation.Signature);
    }

    /// <summary>
    /// Indices there are, sorted (repeated ones allowed), and their aggregate signature
    /// (`gloas/beacon-chain.md#new-is_valid_indexed_payload_attestation`).
    /// </summary>
    public static bool IsValidIndexedPayloadAttestation(
        BeaconState state, IndexedPayloadAttestation attestation, ISignatureVerifier verifier)
    {
        var indices = attestation.AttestingIndices.AsSpan();
        if (indices.IsEmpty)
        {
            return false;
        }

        for (var i = 1; i < indices.Length; i++)
        {
            if (indices[i] < indices[i - 1])
            {
                return false;
            }
        }

        if (indices[^1] >= (ulong)state.Validators.Count)
        {
            return false;
        }

        var domain = Accessors.GetDomain(state, Constants.DomainPtcAttester, Misc.ComputeEpochAtSlot(state.Preset, attestation.Data.Slot));
        return verifier.Verify(
            Accessors.GetPubkeys(state, indices), Misc.ComputeSigningRoot(attestation.Data, domain, state.Ssz), attestation.Signature);
    }

    /// <summary>
    /// The root a branch leads to from a leaf; null where the branch is not as long as the depth
    /// (`phase0/beacon-chain.md#compute_merkle_branch_root`).
    /// </summary>
    public static Root? ComputeMerkleBranchRoot(Bytes32 leaf, ReadOnlySpan<Bytes32> branch, int depth, ulong index)
    {
        if (branch.Length != depth)
        {
            return null;
        }

        var value = leaf;
        for (var i = 0; i < depth; i++)
        {
            value = (index >> i & 1) != 0 ? Merkle.HashPair(branch[i], value) : Merkle.HashPair(value, branch[i]);
        }

        return value;
    }

    /// <summary>True where a leaf at an index and its branch hash to the root (`phase0/beacon-chain.md#is_valid_merkle_branch`).</summary>
    public static bool IsValidMerkleBranch(Bytes32 leaf, ReadOnlySpan<Bytes32> branch, ulong depth, ulong index, Root root) =>
        depth == (ulong)branch.Length && ComputeMerkleBranchRoot(leaf, branch, branch.Length, index) == root;

    /// <summary>True where an index carries the flag of a builder (`gloas/beacon-chain.md#new-is_builder_index`).</summary>
    public static bool IsBuilderIndex(ValidatorIndex validatorIndex) => (validatorIndex & Constants.BuilderIndexFlag) != 0;

    /// <summary>
    /// Deposited before the finalized epoch and not exiting; false for an index there is not
    /// (`gloas/beacon-chain.md#new-is_active_builder`).
    /// </summary>
    public static bool IsActiveBuilder(BeaconState state, BuilderIndex builderIndex)
    {
        if (builderIndex >= (ulong)state.Builders.Count)
        {
            return false;
        }

        var builder = state.Builders[builderIndex];
        return builder.DepositEpoch < state.FinalizedCheckpoint.Epoch && builder.WithdrawableEpoch == Constants.FarFutureEpoch;
    }

    /// <summary>
    /// Whether a builder's balance covers a bid beside its deposit and what it owes (`gloas/beacon-chain.md#new-can_builder_cover_bid`).
    /// </summary>
    public static bool CanBuilderCoverBid(BeaconState state, BuilderIndex builderIndex, Gwei bidAmount)
    {
        var balance = state.Builders[builderIndex].Balance;
        var minBalance = state.Preset.MinDepositAmount + Accessors.GetPendingBalanceToWithdrawForBuilder(state, builderIndex);
        return balance >= minBalance && balance - minBalance >= bidAmount;
    }

    /// <summary>Whether a vote is for a block of its own slot (`gloas/beacon-chain.md#new-is_attestation_same_slot`).</summary>
    public static bool IsAttestationSameSlot(BeaconState state, AttestationData data)
    {
        if (data.Slot == 0)
        {
            return true;
        }

        return data.BeaconBlockRoot == Accessors.GetBlockRootAtSlot(state, data.Slot)
            && data.BeaconBlockRoot != Accessors.GetBlockRootAtSlot(state, data.Slot - 1);
    }

    /// <summary>Whether finality is too far behind (`phase0/beacon-chain.md#is_in_inactivity_leak`).</summary>
    public static bool IsInInactivityLeak(BeaconState state) =>
        Accessors.GetFinalityDelay(state) > state.Preset.MinEpochsToInactivityPenalty;
}
