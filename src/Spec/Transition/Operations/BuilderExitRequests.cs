using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using static Consensoor.Spec.Transition.Helpers.Accessors;
using static Consensoor.Spec.Transition.Helpers.Mutators;
using static Consensoor.Spec.Transition.Helpers.Predicates;

namespace Consensoor.Spec.Transition.Operations;

/// <summary>Exits of builders, gloas on (`gloas/beacon-chain.md#builder-exit-requests`).</summary>
public static class BuilderExitRequests
{
    /// <summary>
    /// Starts the exit of an active builder with nothing pending at the wish of its address; other requests are ignored, never refused. See
    /// `process_builder_exit_request`.
    /// </summary>
    public static void ProcessBuilderExitRequest(BeaconState state, BuilderExitRequest request)
    {
        if (BuilderDepositRequests.TryGetBuilderIndex(state, request.Pubkey, out var builderIndex)
            && IsActiveBuilder(state, builderIndex)
            && state.Builders[builderIndex].ExecutionAddress == request.SourceAddress
            && GetPendingBalanceToWithdrawForBuilder(state, builderIndex) == 0)
        {
            InitiateBuilderExit(state, builderIndex);
        }
    }
}
