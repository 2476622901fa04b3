using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Conformance.SszGeneric;

/// <summary>`ProgressiveVarTestStruct` of the format `tests/formats/ssz_generic`.</summary>
[SszContainer(ProgressiveSince = ForkName.Phase0, Gaps = [1, 3])]
public sealed partial record ProgressiveVarTestStruct
{
    [Ssz(JsonName = "A")]
    public byte A { get; init; }

    [Ssz("List[Uint16, 123]", JsonName = "B")]
    public SszList<ushort> B { get; init; } = [];

    [Ssz("ProgressiveBitList", JsonName = "C")]
    public BitList C { get; init; } = BitList.Empty;
}
