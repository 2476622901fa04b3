using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>An amount in Gwei that leaves a builder's balance (`gloas/beacon-chain.md#builderpendingwithdrawal`).</summary>
[SszContainer(Since = ForkName.Gloas)]
public sealed partial record BuilderPendingWithdrawal
{
    public ExecutionAddress FeeRecipient { get; init; }

    public Gwei Amount { get; init; }

    public BuilderIndex BuilderIndex { get; init; }
}
