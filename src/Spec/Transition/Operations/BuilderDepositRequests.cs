using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Signatures;
using static Consensoor.Spec.Transition.Helpers.Accessors;
using static Consensoor.Spec.Transition.Helpers.Misc;
using static Consensoor.Spec.Transition.Helpers.Predicates;

namespace Consensoor.Spec.Transition.Operations;

/// <summary>Deposits of builders, gloas on (`gloas/beacon-chain.md#builder-deposit-requests`).</summary>
public static class BuilderDepositRequests
{
    /// <summary>
    /// True where the request is signed by its own key, under a domain that no validator deposit shares. See
    /// `is_valid_builder_deposit_signature`.
    /// </summary>
    public static bool IsValidBuilderDepositSignature(BeaconState state, BuilderDepositRequest request, ISignatureVerifier verifier)
    {
        var depositMessage = new DepositMessage
        {
            Pubkey = request.Pubkey,
            WithdrawalCredentials = request.WithdrawalCredentials,
            Amount = request.Amount,
        };
        var domain = ComputeDomain(state.Config, Constants.DomainBuilderDeposit);
        return verifier.VerifyNow(request.Pubkey, ComputeSigningRoot(depositMessage, domain, state.Ssz), request.Signature);
    }

    /// <summary>The first index whose builder has left with nothing, else one past the last. See `get_index_for_new_builder`.</summary>
    public static BuilderIndex GetIndexForNewBuilder(BeaconState state)
    {
        var epoch = GetCurrentEpoch(state);
        var index = 0UL;
        foreach (var builder in state.Builders)
        {
            if (builder.WithdrawableEpoch <= epoch && builder.Balance == 0)
            {
                return index;
            }

            index++;
        }

        return index;
    }

    /// <summary>Registers a builder, in the place of one who left where there is such a place. See `add_builder_to_registry`.</summary>
    public static void AddBuilderToRegistry(
        BeaconState state, BLSPubkey pubkey, byte version, ExecutionAddress executionAddress, Gwei amount, Slot slot)
    {
        var builder = new Builder
        {
            Pubkey = pubkey,
            Version = version,
            ExecutionAddress = executionAddress,
            Balance = amount,
            DepositEpoch = ComputeEpochAtSlot(state.Preset, slot),
            WithdrawableEpoch = Constants.FarFutureEpoch,
        };
        var index = GetIndexForNewBuilder(state);
        if (index == (ulong)state.Builders.Count)
        {
            state.Builders.Add(builder);
        }
        else
        {
            state.Builders[index] = builder;
        }
    }

    /// <summary>
    /// Adds to a builder's balance (Gwei) or registers a new builder whose signature holds. Other requests are ignored, never refused. See
    /// `process_builder_deposit_request`.
    /// </summary>
    public static void ProcessBuilderDepositRequest(BeaconState state, BuilderDepositRequest request, ISignatureVerifier verifier)
    {
        if (!IsBuilderWithdrawalCredential(request.WithdrawalCredentials))
        {
            return;
        }

        if (!TryGetBuilderIndex(state, request.Pubkey, out var builderIndex))
        {
            if (IsValidBuilderDepositSignature(state, request, verifier))
            {
                var address = new ExecutionAddress(request.WithdrawalCredentials.AsSpan()[12..]);
                AddBuilderToRegistry(state, request.Pubkey, Constants.PayloadBuilderVersion, address, request.Amount, state.Slot);
            }

            return;
        }

        var builder = state.Builders[builderIndex];

        // A deposit for a builder who left and was swept has to wait for the next sweep again.
        var withdrawableEpoch = builder.WithdrawableEpoch != Constants.FarFutureEpoch && builder.Balance == 0
            ? GetCurrentEpoch(state) + state.Config.MinBuilderWithdrawabilityDelay
            : builder.WithdrawableEpoch;
        state.Builders[builderIndex] = builder with { Balance = builder.Balance + request.Amount, WithdrawableEpoch = withdrawableEpoch };
    }

    /// <summary>The first index of a builder's key; a scan, as the registry is small and indices are reused.</summary>
    internal static bool TryGetBuilderIndex(BeaconState state, BLSPubkey pubkey, out BuilderIndex builderIndex)
    {
        builderIndex = 0;
        foreach (var builder in state.Builders)
        {
            if (builder.Pubkey == pubkey)
            {
                return true;
            }

            builderIndex++;
        }

        return false;
    }
}
