using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>A consolidation that waits for its source to become withdrawable (`electra/beacon-chain.md#pendingconsolidation`).</summary>
[SszContainer(Since = ForkName.Electra)]
public sealed partial record PendingConsolidation
{
    public ValidatorIndex SourceIndex { get; init; }

    public ValidatorIndex TargetIndex { get; init; }
}
