using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>The roots of SLOTS_PER_HISTORICAL_ROOT blocks and states, before capella (`phase0/beacon-chain.md#historicalbatch`).</summary>
[SszContainer]
public sealed partial record HistoricalBatch
{
    [Ssz("Vector[Root, SLOTS_PER_HISTORICAL_ROOT]")]
    public SszList<Root> BlockRoots { get; init; } = [];

    [Ssz("Vector[Root, SLOTS_PER_HISTORICAL_ROOT]")]
    public SszList<Root> StateRoots { get; init; } = [];
}
