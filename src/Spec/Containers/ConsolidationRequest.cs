using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>
/// A merge of one validator's balance into another's, from the execution layer (`electra/beacon-chain.md#consolidationrequest`).
/// </summary>
[SszContainer(Since = ForkName.Electra)]
public sealed partial record ConsolidationRequest
{
    public ExecutionAddress SourceAddress { get; init; }

    public BLSPubkey SourcePubkey { get; init; }

    public BLSPubkey TargetPubkey { get; init; }
}
