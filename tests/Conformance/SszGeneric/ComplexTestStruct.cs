using Consensoor.Spec.Ssz;

namespace Consensoor.Conformance.SszGeneric;

/// <summary>`ComplexTestStruct` of the format `tests/formats/ssz_generic`.</summary>
[SszContainer]
public sealed partial record ComplexTestStruct
{
    [Ssz(JsonName = "A")]
    public ushort A { get; init; }

    [Ssz("List[Uint16, 128]", JsonName = "B")]
    public SszList<ushort> B { get; init; } = [];

    [Ssz(JsonName = "C")]
    public byte C { get; init; }

    [Ssz("ByteList[256]", JsonName = "D")]
    public ByteList D { get; init; } = ByteList.Empty;

    [Ssz(JsonName = "E")]
    public VarTestStruct E { get; init; } = null!;

    [Ssz("Vector[FixedTestStruct, 4]", JsonName = "F")]
    public SszList<FixedTestStruct> F { get; init; } = [];

    [Ssz("Vector[VarTestStruct, 2]", JsonName = "G")]
    public SszList<VarTestStruct> G { get; init; } = [];
}
