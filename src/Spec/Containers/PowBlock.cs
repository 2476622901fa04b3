using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>What the merge transition checks of a proof-of-work block (`bellatrix/fork-choice.md#powblock`).</summary>
[SszContainer(Since = ForkName.Bellatrix)]
public sealed partial record PowBlock
{
    public Hash32 BlockHash { get; init; }

    public Hash32 ParentHash { get; init; }

    public UInt256 TotalDifficulty { get; init; }
}
