using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>A deposit for a builder, from the execution layer (`gloas/beacon-chain.md#builderdepositrequest`).</summary>
[SszContainer(Since = ForkName.Gloas)]
public sealed partial record BuilderDepositRequest
{
    public BLSPubkey Pubkey { get; init; }

    public Bytes32 WithdrawalCredentials { get; init; }

    public Gwei Amount { get; init; }

    public BLSSignature Signature { get; init; }
}
