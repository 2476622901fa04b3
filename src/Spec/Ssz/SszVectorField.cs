namespace Consensoor.Spec.Ssz;

/// <summary>A field of a container that is a byte vector longer than a chunk: its leaf, its length, and how its bytes are read.</summary>
public readonly record struct SszVectorField<T>(int Position, int Length, SszVectorField<T>.Writer Write)
{
    /// <summary>Writes the field's bytes.</summary>
    public delegate void Writer(T value, Span<byte> destination);
}
