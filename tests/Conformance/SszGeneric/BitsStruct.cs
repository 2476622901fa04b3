using Consensoor.Spec.Ssz;

namespace Consensoor.Conformance.SszGeneric;

/// <summary>`BitsStruct` of the format `tests/formats/ssz_generic`.</summary>
[SszContainer]
public sealed partial record BitsStruct
{
    [Ssz("BitList[5]", JsonName = "A")]
    public BitList A { get; init; } = BitList.Empty;

    [Ssz("BitVector[2]", JsonName = "B")]
    public BitList B { get; init; } = BitList.Empty;

    [Ssz("BitVector[1]", JsonName = "C")]
    public BitList C { get; init; } = BitList.Empty;

    [Ssz("BitList[6]", JsonName = "D")]
    public BitList D { get; init; } = BitList.Empty;

    [Ssz("BitVector[8]", JsonName = "E")]
    public BitList E { get; init; } = BitList.Empty;
}
