namespace Consensoor.Spec.Ssz;

/// <summary>
/// The kinds of SSZ types (`ssz/simple-serialize.md#typing`); byte lists and byte vectors are lists and vectors of Uint8.
/// </summary>
public enum SszKind
{
    Uint,
    Boolean,
    BitVector,
    BitList,
    Vector,
    List,
    Container,
    Union,
}
