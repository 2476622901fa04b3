using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>The container `BuilderPendingPayment` (`gloas/beacon-chain.md#builderpendingpayment`).</summary>
[SszContainer(Since = ForkName.Gloas)]
public sealed partial record BuilderPendingPayment
{
    public Gwei Weight { get; init; }

    public BuilderPendingWithdrawal Withdrawal { get; init; } = null!;

    public ValidatorIndex ProposerIndex { get; init; }
}
