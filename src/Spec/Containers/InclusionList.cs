using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>
/// Transactions that an inclusion list committee member wants in the next payload (`heze/beacon-chain.md#inclusionlist`).
/// </summary>
[SszContainer(Since = ForkName.Heze)]
public sealed partial record InclusionList
{
    public Slot Slot { get; init; }

    public ValidatorIndex ValidatorIndex { get; init; }

    public Root DependentRoot { get; init; }

    [Ssz("ProgressiveList[ProgressiveByteList]")]
    public SszList<ByteList> Transactions { get; init; } = [];
}
