using Consensoor.Spec.Ssz;

namespace Consensoor.Conformance.SszGeneric;

/// <summary>`VarTestStruct` of the format `tests/formats/ssz_generic`.</summary>
[SszContainer]
public sealed partial record VarTestStruct
{
    [Ssz(JsonName = "A")]
    public ushort A { get; init; }

    [Ssz("List[Uint16, 1024]", JsonName = "B")]
    public SszList<ushort> B { get; init; } = [];

    [Ssz(JsonName = "C")]
    public byte C { get; init; }
}
