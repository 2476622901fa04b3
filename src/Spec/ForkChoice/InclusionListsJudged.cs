using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.ForkChoice;

/// <summary>Says what the execution layer has said before of one payload (`heze/fork-choice.md#new-is_inclusion_list_satisfied`).</summary>
public sealed record InclusionListsJudged(bool IsSatisfied) : IInclusionListEngine
{
    /// <summary>Gives the answer that was had.</summary>
    public bool IsInclusionListSatisfied(ExecutionPayload executionPayload, IReadOnlyList<ByteList> inclusionListTransactions) =>
        IsSatisfied;
}
