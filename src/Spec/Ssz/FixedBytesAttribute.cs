namespace Consensoor.Spec.Ssz;

/// <summary>
/// Asks the source generator for the body of a byte vector of fixed length: span access, hex, equality, order, SSZ and JSON.
/// </summary>
[AttributeUsage(AttributeTargets.Struct)]
internal sealed class FixedBytesAttribute(int length) : Attribute
{
    /// <summary>How many bytes a value has, always.</summary>
    public int Length { get; } = length;
}
