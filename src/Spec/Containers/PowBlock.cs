using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>The container `PowBlock` (`bellatrix/fork-choice.md#powblock`).</summary>
[SszContainer(Since = ForkName.Bellatrix)]
public sealed partial record PowBlock
{
    public Hash32 BlockHash { get; init; }

    public Hash32 ParentHash { get; init; }

    public UInt256 TotalDifficulty { get; init; }
}
