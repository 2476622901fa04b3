namespace Consensoor.Spec.Ssz;

/// <summary>What is wrong with bytes or JSON that should have been a value.</summary>
public enum SszErrorKind
{
    None,
    TooShort,
    TooLong,
    FirstOffset,
    OffsetOrder,
    OffsetOutOfRange,
    ElementLength,
    VectorLength,
    ListTooLong,
    InvalidBoolean,
    BitlistDelimiter,
    BitlistTooLong,
    ExcessBits,
    UnionSelector,
    JsonKind,
    JsonNumber,
    JsonHex,
    JsonUnknownField,
    JsonMissingField,
    JsonRepeatedField,
    JsonText,
}
