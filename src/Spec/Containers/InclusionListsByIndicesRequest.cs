using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>
/// Asks for inclusion lists of members of one slot's inclusion list committee (`heze/p2p-interface.md#inclusionlistsbyindices-v1`).
/// </summary>
[SszContainer(Since = ForkName.Heze)]
public sealed partial record InclusionListsByIndicesRequest
{
    public Slot Slot { get; init; }

    public Root DependentRoot { get; init; }

    [Ssz("BitVector[INCLUSION_LIST_COMMITTEE_SIZE]")]
    public BitList Indices { get; init; } = BitList.Empty;
}
