using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>The container `DepositData` (`phase0/beacon-chain.md#depositdata`).</summary>
[SszContainer]
public sealed partial record DepositData
{
    public BLSPubkey Pubkey { get; init; }

    public Bytes32 WithdrawalCredentials { get; init; }

    public Gwei Amount { get; init; }

    public BLSSignature Signature { get; init; }
}
