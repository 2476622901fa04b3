using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>The container `WithdrawalRequest` (`electra/beacon-chain.md#withdrawalrequest`).</summary>
[SszContainer(Since = ForkName.Electra)]
public sealed partial record WithdrawalRequest
{
    public ExecutionAddress SourceAddress { get; init; }

    public BLSPubkey ValidatorPubkey { get; init; }

    public Gwei Amount { get; init; }
}
