using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using static Consensoor.Spec.Transition.Helpers.Accessors;
using static Consensoor.Spec.Transition.Helpers.Mutators;
using static Consensoor.Spec.Transition.Helpers.Predicates;

namespace Consensoor.Spec.Transition.Operations;

/// <summary>
/// Merging one validator into another, or a switch to compounding, at the wish of an execution address; electra on
/// (`electra/beacon-chain.md#execution-layer-consolidation-requests`).
/// </summary>
public static class ConsolidationRequests
{
    /// <summary>
    /// True for a request that names one active eth1-credential validator twice and comes from its address. See
    /// `is_valid_switch_to_compounding_request`.
    /// </summary>
    public static bool IsValidSwitchToCompoundingRequest(BeaconState state, ConsolidationRequest consolidationRequest)
    {
        if (consolidationRequest.SourcePubkey != consolidationRequest.TargetPubkey
            || !TryGetValidatorIndex(state, consolidationRequest.SourcePubkey, out var index))
        {
            return false;
        }

        var source = state.Validators[index];
        return IsFrom(source, consolidationRequest)
            && HasEth1WithdrawalCredential(source)
            && IsActiveValidator(source, GetCurrentEpoch(state))
            && source.ExitEpoch == Constants.FarFutureEpoch;
    }

    /// <summary>
    /// Switches to compounding, or sends the source into exit and queues its merger. Whoever may not ask for it is ignored, never refused.
    /// See `process_consolidation_request`.
    /// </summary>
    public static void ProcessConsolidationRequest(BeaconState state, ConsolidationRequest consolidationRequest)
    {
        if (IsValidSwitchToCompoundingRequest(state, consolidationRequest))
        {
            TryGetValidatorIndex(state, consolidationRequest.SourcePubkey, out var index);
            SwitchToCompoundingValidator(state, index);
            return;
        }

        if (consolidationRequest.SourcePubkey == consolidationRequest.TargetPubkey
            || (ulong)state.PendingConsolidations.Count == state.Preset.PendingConsolidationsLimit
            || GetConsolidationChurnLimit(state) <= state.Preset.MinActivationBalance
            || !TryGetValidatorIndex(state, consolidationRequest.SourcePubkey, out var sourceIndex)
            || !TryGetValidatorIndex(state, consolidationRequest.TargetPubkey, out var targetIndex))
        {
            return;
        }

        var source = state.Validators[sourceIndex];
        var target = state.Validators[targetIndex];
        var currentEpoch = GetCurrentEpoch(state);
        if (!HasExecutionWithdrawalCredential(source)
            || !IsFrom(source, consolidationRequest)
            || !HasCompoundingWithdrawalCredential(target)
            || !IsActiveValidator(source, currentEpoch)
            || !IsActiveValidator(target, currentEpoch)
            || source.ExitEpoch != Constants.FarFutureEpoch
            || target.ExitEpoch != Constants.FarFutureEpoch
            || currentEpoch < source.ActivationEpoch + state.Config.ShardCommitteePeriod
            || GetPendingBalanceToWithdraw(state, sourceIndex) > 0)
        {
            return;
        }

        var exitEpoch = ComputeConsolidationEpochAndUpdateChurn(state, source.EffectiveBalance);
        state.Validators[sourceIndex] = source with
        {
            ExitEpoch = exitEpoch,
            WithdrawableEpoch = exitEpoch + state.Config.MinValidatorWithdrawabilityDelay,
        };
        state.PendingConsolidations.Add(new PendingConsolidation { SourceIndex = sourceIndex, TargetIndex = targetIndex });
    }

    private static bool IsFrom(Validator source, ConsolidationRequest consolidationRequest) =>
        source.WithdrawalCredentials.AsSpan()[12..].SequenceEqual(consolidationRequest.SourceAddress.AsSpan());
}
