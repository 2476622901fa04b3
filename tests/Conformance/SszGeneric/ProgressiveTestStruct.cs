using Consensoor.Spec.Ssz;

namespace Consensoor.Conformance.SszGeneric;

/// <summary>`ProgressiveTestStruct` of the format `tests/formats/ssz_generic`.</summary>
[SszContainer]
public sealed partial record ProgressiveTestStruct
{
    [Ssz("ProgressiveByteList", JsonName = "A")]
    public ByteList A { get; init; } = ByteList.Empty;

    [Ssz("ProgressiveList[Uint64]", JsonName = "B")]
    public SszList<ulong> B { get; init; } = [];

    [Ssz("ProgressiveList[SmallTestStruct]", JsonName = "C")]
    public SszList<SmallTestStruct> C { get; init; } = [];

    [Ssz("ProgressiveList[ProgressiveList[VarTestStruct]]", JsonName = "D")]
    public SszList<SszList<VarTestStruct>> D { get; init; } = [];
}
