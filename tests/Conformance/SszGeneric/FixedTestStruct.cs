using Consensoor.Spec.Ssz;

namespace Consensoor.Conformance.SszGeneric;

/// <summary>`FixedTestStruct` of the format `tests/formats/ssz_generic`.</summary>
[SszContainer]
public sealed partial record FixedTestStruct
{
    [Ssz(JsonName = "A")]
    public byte A { get; init; }

    [Ssz(JsonName = "B")]
    public ulong B { get; init; }

    [Ssz(JsonName = "C")]
    public uint C { get; init; }
}
