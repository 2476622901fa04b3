using Consensoor.Spec.Ssz;

namespace Consensoor.Conformance.SszGeneric;

/// <summary>`SmallTestStruct` of the format `tests/formats/ssz_generic`.</summary>
[SszContainer]
public sealed partial record SmallTestStruct
{
    [Ssz(JsonName = "A")]
    public ushort A { get; init; }

    [Ssz(JsonName = "B")]
    public ushort B { get; init; }
}
