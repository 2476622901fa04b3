using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.ForkChoice;

/// <summary>
/// What fork choice asks of the execution layer about inclusion lists (`heze/fork-choice.md#new-is_inclusion_list_satisfied`), as a pure
/// answer.
/// </summary>
public interface IInclusionListEngine
{
    /// <summary>
    /// True where the payload satisfies the inclusion lists' transactions; also while the execution layer has not validated the payload
    /// (`heze/optimistic-sync.md`).
    /// </summary>
    bool IsInclusionListSatisfied(ExecutionPayload executionPayload, IReadOnlyList<ByteList> inclusionListTransactions);
}
