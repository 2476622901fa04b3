using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>What a depositor signs (`phase0/beacon-chain.md#depositmessage`).</summary>
[SszContainer]
public sealed partial record DepositMessage
{
    public BLSPubkey Pubkey { get; init; }

    public Bytes32 WithdrawalCredentials { get; init; }

    public Gwei Amount { get; init; }
}
