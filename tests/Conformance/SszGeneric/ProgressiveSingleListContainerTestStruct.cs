using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Conformance.SszGeneric;

/// <summary>`ProgressiveSingleListContainerTestStruct` of the format `tests/formats/ssz_generic`.</summary>
[SszContainer(ProgressiveSince = ForkName.Phase0, Gaps = [0, 1, 2, 3])]
public sealed partial record ProgressiveSingleListContainerTestStruct
{
    [Ssz("ProgressiveBitList", JsonName = "C")]
    public BitList C { get; init; } = BitList.Empty;
}
