using Consensoor.Spec.Ssz;

namespace Consensoor.Conformance.SszGeneric;

/// <summary>`ProgressiveBitsStruct` of the format `tests/formats/ssz_generic`.</summary>
[SszContainer]
public sealed partial record ProgressiveBitsStruct
{
    [Ssz("BitVector[256]", JsonName = "A")]
    public BitList A { get; init; } = BitList.Empty;

    [Ssz("BitList[256]", JsonName = "B")]
    public BitList B { get; init; } = BitList.Empty;

    [Ssz("ProgressiveBitList", JsonName = "C")]
    public BitList C { get; init; } = BitList.Empty;

    [Ssz("BitVector[257]", JsonName = "D")]
    public BitList D { get; init; } = BitList.Empty;

    [Ssz("BitList[257]", JsonName = "E")]
    public BitList E { get; init; } = BitList.Empty;

    [Ssz("ProgressiveBitList", JsonName = "F")]
    public BitList F { get; init; } = BitList.Empty;

    [Ssz("BitVector[1280]", JsonName = "G")]
    public BitList G { get; init; } = BitList.Empty;

    [Ssz("BitList[1280]", JsonName = "H")]
    public BitList H { get; init; } = BitList.Empty;

    [Ssz("ProgressiveBitList", JsonName = "I")]
    public BitList I { get; init; } = BitList.Empty;

    [Ssz("BitVector[1281]", JsonName = "J")]
    public BitList J { get; init; } = BitList.Empty;

    [Ssz("BitList[1281]", JsonName = "K")]
    public BitList K { get; init; } = BitList.Empty;

    [Ssz("ProgressiveBitList", JsonName = "L")]
    public BitList L { get; init; } = BitList.Empty;
}
