using Consensoor.Spec.Ssz;

namespace Consensoor.Conformance.SszGeneric;

/// <summary>`SingleFieldTestStruct` of the format `tests/formats/ssz_generic`.</summary>
[SszContainer]
public sealed partial record SingleFieldTestStruct
{
    [Ssz(JsonName = "A")]
    public byte A { get; init; }
}
