using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>An amount in Gwei paid to an execution address (`capella/beacon-chain.md#withdrawal`).</summary>
[SszContainer(Since = ForkName.Capella)]
public sealed partial record Withdrawal
{
    public WithdrawalIndex Index { get; init; }

    public ValidatorIndex ValidatorIndex { get; init; }

    public ExecutionAddress Address { get; init; }

    public Gwei Amount { get; init; }
}
