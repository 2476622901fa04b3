namespace Consensoor.Spec.Ssz;

/// <summary>A value of a union or compatible union: which option, and the value of that option (null for None).</summary>
public sealed record SszUnion(byte Selector, object? Data);
