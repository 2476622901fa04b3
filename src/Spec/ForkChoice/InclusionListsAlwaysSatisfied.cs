using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.ForkChoice;

/// <summary>Takes inclusion lists for satisfied, as an optimistic node does.</summary>
public sealed class InclusionListsAlwaysSatisfied : IInclusionListEngine
{
    private InclusionListsAlwaysSatisfied()
    {
    }

    /// <summary>The only instance; it has no state.</summary>
    public static InclusionListsAlwaysSatisfied Instance { get; } = new();

    /// <summary>Counts every payload as satisfying its inclusion lists.</summary>
    public bool IsInclusionListSatisfied(ExecutionPayload executionPayload, IReadOnlyList<ByteList> inclusionListTransactions) => true;
}
