using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Conformance.SszGeneric;

/// <summary>`ProgressiveComplexTestStruct` of the format `tests/formats/ssz_generic`.</summary>
[SszContainer(ProgressiveSince = ForkName.Phase0, Gaps = [1, 3, 5, 6, 7, 9, 10, 11, 14, 15, 16, 17, 18, 19])]
public sealed partial record ProgressiveComplexTestStruct
{
    [Ssz(JsonName = "A")]
    public byte A { get; init; }

    [Ssz("List[Uint16, 123]", JsonName = "B")]
    public SszList<ushort> B { get; init; } = [];

    [Ssz("ProgressiveBitList", JsonName = "C")]
    public BitList C { get; init; } = BitList.Empty;

    [Ssz("ProgressiveList[Uint64]", JsonName = "D")]
    public SszList<ulong> D { get; init; } = [];

    [Ssz("ProgressiveList[SmallTestStruct]", JsonName = "E")]
    public SszList<SmallTestStruct> E { get; init; } = [];

    [Ssz("ProgressiveList[ProgressiveList[VarTestStruct]]", JsonName = "F")]
    public SszList<SszList<VarTestStruct>> F { get; init; } = [];

    [Ssz("List[ProgressiveSingleFieldContainerTestStruct, 10]", JsonName = "G")]
    public SszList<ProgressiveSingleFieldContainerTestStruct> G { get; init; } = [];

    [Ssz("ProgressiveList[ProgressiveVarTestStruct]", JsonName = "H")]
    public SszList<ProgressiveVarTestStruct> H { get; init; } = [];
}
