using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>The roots of the lists that a HistoricalBatch would hold (`capella/beacon-chain.md#historicalsummary`).</summary>
[SszContainer(Since = ForkName.Capella)]
public sealed partial record HistoricalSummary
{
    public Root BlockSummaryRoot { get; init; }

    public Root StateSummaryRoot { get; init; }
}
