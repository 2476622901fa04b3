using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>A full or partial withdrawal asked for by the execution layer (`electra/beacon-chain.md#withdrawalrequest`).</summary>
[SszContainer(Since = ForkName.Electra)]
public sealed partial record WithdrawalRequest
{
    public ExecutionAddress SourceAddress { get; init; }

    public BLSPubkey ValidatorPubkey { get; init; }

    public Gwei Amount { get; init; }
}
