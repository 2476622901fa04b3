using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;

namespace Consensoor.Spec.Transition.Helpers;

/// <summary>
/// The "Beacon state accessors" of the specification (`phase0/beacon-chain.md#beacon-state-accessors` and each later fork).
/// </summary>
public static partial class Accessors
{
    /// <summary>The epoch of the state's slot (`phase0/beacon-chain.md#get_current_epoch`).</summary>
    public static Epoch GetCurrentEpoch(BeaconState state) => Misc.ComputeEpochAtSlot(state.Preset, state.Slot);

    /// <summary>The epoch before the current one, or the genesis epoch (`phase0/beacon-chain.md#get_previous_epoch`).</summary>
    public static Epoch GetPreviousEpoch(BeaconState state) => Misc.SaturatingSub(GetCurrentEpoch(state), 1);

    /// <summary>The block root at the start of an epoch (`phase0/beacon-chain.md#get_block_root`).</summary>
    public static Root GetBlockRoot(BeaconState state, Epoch epoch) =>
        GetBlockRootAtSlot(state, Misc.ComputeStartSlotAtEpoch(state.Preset, epoch));

    /// <summary>
    /// The block root at a recent slot; asserts that the slot is before the state's and not forgotten
    /// (`phase0/beacon-chain.md#get_block_root_at_slot`).
    /// </summary>
    public static Root GetBlockRootAtSlot(BeaconState state, Slot slot)
    {
        var length = state.Preset.SlotsPerHistoricalRoot;
        Refusal.Assert(slot < state.Slot && state.Slot - slot <= length);
        return state.BlockRoots[slot % length];
    }

    /// <summary>The randao mix of an epoch that the state still remembers (`phase0/beacon-chain.md#get_randao_mix`).</summary>
    public static Bytes32 GetRandaoMix(BeaconState state, Epoch epoch) => state.RandaoMixes[epoch % state.Preset.EpochsPerHistoricalVector];

    /// <summary>The seed of an epoch for a domain, from the mix before its lookahead (`phase0/beacon-chain.md#get_seed`).</summary>
    public static Bytes32 GetSeed(BeaconState state, Epoch epoch, DomainType domainType)
    {
        var preset = state.Preset;
        Span<byte> buffer = stackalloc byte[44];
        domainType.AsSpan().CopyTo(buffer);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(buffer[4..], epoch);
        var mix = GetRandaoMix(state, epoch + preset.EpochsPerHistoricalVector - preset.MinSeedLookahead - 1);
        mix.AsSpan().CopyTo(buffer[12..]);
        Sha256.Hash(buffer, buffer[..32]);
        return new Bytes32(buffer[..32]);
    }

    /// <summary>The domain of a type in an epoch, the current one where none is given (`phase0/beacon-chain.md#get_domain`).</summary>
    public static Domain GetDomain(BeaconState state, DomainType domainType, Epoch? epoch = null)
    {
        var version = (epoch ?? GetCurrentEpoch(state)) < state.Fork.Epoch ? state.Fork.PreviousVersion : state.Fork.CurrentVersion;
        return Misc.ComputeDomain(domainType, version, state.GenesisValidatorsRoot);
    }

    /// <summary>The public keys of validators, in the order given; the indices must exist.</summary>
    public static BLSPubkey[] GetPubkeys(BeaconState state, ReadOnlySpan<ValidatorIndex> indices)
    {
        var pubkeys = new BLSPubkey[indices.Length];
        for (var i = 0; i < pubkeys.Length; i++)
        {
            pubkeys[i] = state.Validators[indices[i]].Pubkey;
        }

        return pubkeys;
    }

    /// <summary>The index of a public key in the registry, by the cached map instead of the specification's search.</summary>
    public static bool TryGetValidatorIndex(BeaconState state, BLSPubkey pubkey, out ValidatorIndex index) =>
        state.Caches.TryGetValidatorIndex(state, pubkey, out index);

    /// <summary>The validators behind a sync committee's keys, in its order, by the cache; false where the registry lacks one.</summary>
    public static bool TryGetSyncCommitteeIndices(BeaconState state, SyncCommittee committee, out ReadOnlySpan<ValidatorIndex> indices)
    {
        var found = state.Caches.SyncCommittee(state, committee);
        indices = found;
        return found is not null;
    }

    /// <summary>
    /// The epochs since the last finalized one, seen from the previous epoch (`phase0/beacon-chain.md#get_finality_delay`).
    /// </summary>
    public static ulong GetFinalityDelay(BeaconState state) => GetPreviousEpoch(state) - state.FinalizedCheckpoint.Epoch;

    /// <summary>The ceiling of a validator's effective balance (`electra/beacon-chain.md#new-get_max_effective_balance`).</summary>
    public static Gwei GetMaxEffectiveBalance(BeaconState state, Validator validator) =>
        Predicates.HasCompoundingWithdrawalCredential(validator)
            ? state.Preset.MaxEffectiveBalanceElectra
            : state.Preset.MinActivationBalance;

    /// <summary>
    /// What partial withdrawals of a validator still wait for (`electra/beacon-chain.md#new-get_pending_balance_to_withdraw`).
    /// </summary>
    public static Gwei GetPendingBalanceToWithdraw(BeaconState state, ValidatorIndex validatorIndex)
    {
        Gwei balance = 0;
        foreach (var withdrawal in state.PendingPartialWithdrawals)
        {
            balance += withdrawal.ValidatorIndex == validatorIndex ? withdrawal.Amount : 0;
        }

        return balance;
    }

    /// <summary>What a builder still owes (`gloas/beacon-chain.md#new-get_pending_balance_to_withdraw_for_builder`).</summary>
    public static Gwei GetPendingBalanceToWithdrawForBuilder(BeaconState state, BuilderIndex builderIndex)
    {
        Gwei balance = 0;
        foreach (var withdrawal in state.BuilderPendingWithdrawals)
        {
            balance += withdrawal.BuilderIndex == builderIndex ? withdrawal.Amount : 0;
        }

        foreach (var payment in state.BuilderPendingPayments)
        {
            balance += payment.Withdrawal.BuilderIndex == builderIndex ? payment.Withdrawal.Amount : 0;
        }

        return balance;
    }

    /// <summary>
    /// The weight of votes that settles a builder's payment (`gloas/beacon-chain.md#new-get_builder_payment_quorum_threshold`).
    /// </summary>
    public static Gwei GetBuilderPaymentQuorumThreshold(BeaconState state) =>
        GetTotalActiveBalance(state)
            / state.Preset.SlotsPerEpoch
            * Constants.BuilderPaymentThresholdNumerator
            / Constants.BuilderPaymentThresholdDenominator;
}
