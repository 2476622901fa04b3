using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>A deposit that waits for the churn limit and for finality (`electra/beacon-chain.md#pendingdeposit`).</summary>
[SszContainer(Since = ForkName.Electra)]
public sealed partial record PendingDeposit
{
    public BLSPubkey Pubkey { get; init; }

    public Bytes32 WithdrawalCredentials { get; init; }

    public Gwei Amount { get; init; }

    public BLSSignature Signature { get; init; }

    public Slot Slot { get; init; }
}
