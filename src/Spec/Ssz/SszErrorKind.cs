namespace Consensoor.Spec.Ssz;

/// <summary>What is wrong with bytes that should have been SSZ.</summary>
public enum SszErrorKind
{
    None,
    TooShort,
    TooLong,
    FirstOffset,
    OffsetOrder,
    OffsetOutOfRange,
    ElementLength,
    ListTooLong,
    InvalidBoolean,
    BitlistDelimiter,
    BitlistTooLong,
    ExcessBits,
    UnionSelector,
}
