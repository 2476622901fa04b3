using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Transition.Helpers.Accessors;
using static Consensoor.Spec.Transition.Helpers.Misc;
using static Consensoor.Spec.Transition.Helpers.Mutators;
using static Consensoor.Spec.Transition.Helpers.Predicates;
using static Consensoor.Spec.Transition.Refusal;

namespace Consensoor.Spec.Transition.Operations;

/// <summary>
/// Deposits with a proof against the eth1 data, phase0 to electra, and the registry's growth in every fork
/// (`phase0/beacon-chain.md#deposits`, `electra/beacon-chain.md#deposits`).
/// </summary>
public static class Deposits
{
    /// <summary>
    /// A validator as a deposit (Gwei) makes it: not yet eligible, its effective balance capped by its credentials. See
    /// `electra/beacon-chain.md#modified-get_validator_from_deposit`.
    /// </summary>
    public static Validator GetValidatorFromDeposit(BeaconState state, BLSPubkey pubkey, Bytes32 withdrawalCredentials, Gwei amount)
    {
        var validator = new Validator
        {
            Pubkey = pubkey,
            WithdrawalCredentials = withdrawalCredentials,
            ActivationEligibilityEpoch = Constants.FarFutureEpoch,
            ActivationEpoch = Constants.FarFutureEpoch,
            ExitEpoch = Constants.FarFutureEpoch,
            WithdrawableEpoch = Constants.FarFutureEpoch,
        };
        var maxEffectiveBalance = state.ForkName >= ForkName.Electra
            ? GetMaxEffectiveBalance(state, validator)
            : state.Preset.MaxEffectiveBalance;
        var effectiveBalance = Math.Min(amount - amount % state.Preset.EffectiveBalanceIncrement, maxEffectiveBalance);
        return validator with { EffectiveBalance = effectiveBalance };
    }

    /// <summary>
    /// Appends a validator and its entry in every list that runs along the registry. See
    /// `altair/beacon-chain.md#modified-add_validator_to_registry`.
    /// </summary>
    public static void AddValidatorToRegistry(BeaconState state, BLSPubkey pubkey, Bytes32 withdrawalCredentials, Gwei amount)
    {
        state.Validators.Add(GetValidatorFromDeposit(state, pubkey, withdrawalCredentials, amount));
        state.Balances.Add(amount);
        if (state.ForkName >= ForkName.Altair)
        {
            state.PreviousEpochParticipation.Add(0);
            state.CurrentEpochParticipation.Add(0);
            state.InactivityScores.Add(0);
        }
    }

    /// <summary>
    /// True where a deposit is signed by its own key (proof of possession, which the deposit contract does not check). See
    /// `electra/beacon-chain.md#new-is_valid_deposit_signature`.
    /// </summary>
    public static bool IsValidDepositSignature(
        BeaconState state,
        BLSPubkey pubkey,
        Bytes32 withdrawalCredentials,
        Gwei amount,
        BLSSignature signature,
        ISignatureVerifier verifier)
    {
        var depositMessage = new DepositMessage { Pubkey = pubkey, WithdrawalCredentials = withdrawalCredentials, Amount = amount };

        // Fork-agnostic, so that a deposit is valid in every fork.
        var domain = ComputeDomain(state.Config, Constants.DomainDeposit);
        return verifier.VerifyNow(pubkey, ComputeSigningRoot(depositMessage, domain, state.Ssz), signature);
    }

    /// <summary>
    /// Tops up a known key or registers a new one whose signature holds; in electra the amount (Gwei) waits in the queue. Never refuses.
    /// See `electra/beacon-chain.md#modified-apply_deposit`.
    /// </summary>
    public static void ApplyDeposit(
        BeaconState state,
        BLSPubkey pubkey,
        Bytes32 withdrawalCredentials,
        Gwei amount,
        BLSSignature signature,
        ISignatureVerifier verifier)
    {
        var queued = state.ForkName >= ForkName.Electra;
        var known = TryGetValidatorIndex(state, pubkey, out var index);
        if (!known)
        {
            if (!IsValidDepositSignature(state, pubkey, withdrawalCredentials, amount, signature, verifier))
            {
                return;
            }

            AddValidatorToRegistry(state, pubkey, withdrawalCredentials, queued ? 0 : amount);
        }

        if (queued)
        {
            state.PendingDeposits.Add(new PendingDeposit
            {
                Pubkey = pubkey,
                WithdrawalCredentials = withdrawalCredentials,
                Amount = amount,
                Signature = signature,
                // Tells it from a deposit request, whose slot is never genesis.
                Slot = Constants.GenesisSlot,
            });
        }
        else if (known)
        {
            IncreaseBalance(state, index, amount);
        }
    }

    /// <summary>
    /// Applies the next deposit of the contract. Refuses one whose proof does not lead to the state's deposit root. See `process_deposit`.
    /// </summary>
    public static Refusal? ProcessDeposit(BeaconState state, Deposit deposit, ISignatureVerifier verifier)
    {
        var data = deposit.Data;
        if (Require(IsValidMerkleBranch(
            data.HashTreeRoot(state.Ssz),
            deposit.Proof.AsSpan(),
            Constants.DepositContractTreeDepth + 1,
            state.Eth1DepositIndex,
            state.Eth1Data.DepositRoot)) is { } refusal)
        {
            return refusal;
        }

        state.Eth1DepositIndex++;
        ApplyDeposit(state, data.Pubkey, data.WithdrawalCredentials, data.Amount, data.Signature, verifier);
        return null;
    }
}
