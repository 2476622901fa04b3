using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>A deposit from the execution layer (`electra/beacon-chain.md#depositrequest`).</summary>
[SszContainer(Since = ForkName.Electra)]
public sealed partial record DepositRequest
{
    public BLSPubkey Pubkey { get; init; }

    public Bytes32 WithdrawalCredentials { get; init; }

    public Gwei Amount { get; init; }

    public BLSSignature Signature { get; init; }

    public ulong Index { get; init; }
}
