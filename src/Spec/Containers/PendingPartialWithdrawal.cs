using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>A partial withdrawal in Gwei that waits for its epoch (`electra/beacon-chain.md#pendingpartialwithdrawal`).</summary>
[SszContainer(Since = ForkName.Electra)]
public sealed partial record PendingPartialWithdrawal
{
    public ValidatorIndex ValidatorIndex { get; init; }

    public Gwei Amount { get; init; }

    public Epoch WithdrawableEpoch { get; init; }
}
