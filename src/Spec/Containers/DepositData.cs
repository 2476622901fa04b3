using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>A deposit: key, credentials, amount in Gwei, signature (`phase0/beacon-chain.md#depositdata`).</summary>
[SszContainer]
public sealed partial record DepositData
{
    public BLSPubkey Pubkey { get; init; }

    public Bytes32 WithdrawalCredentials { get; init; }

    public Gwei Amount { get; init; }

    public BLSSignature Signature { get; init; }
}
