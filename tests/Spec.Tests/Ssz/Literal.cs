namespace Consensoor.Spec.Tests.Ssz;

/// <summary>
/// A value of any SSZ type: bytes of a basic one, bits, or parts (elements, fields); a union has one part and a selector.
/// </summary>
internal sealed record Literal(byte[]? Basic = null, bool[]? Bits = null, Literal[]? Parts = null, byte Selector = 0);
