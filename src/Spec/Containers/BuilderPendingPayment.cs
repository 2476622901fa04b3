using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>
/// A builder's promised payment with the weight in Gwei of the attestations that back it (`gloas/beacon-chain.md#builderpendingpayment`).
/// </summary>
[SszContainer(Since = ForkName.Gloas)]
public sealed partial record BuilderPendingPayment
{
    public Gwei Weight { get; init; }

    public BuilderPendingWithdrawal Withdrawal { get; init; } = null!;

    public ValidatorIndex ProposerIndex { get; init; }
}
