using System.Text.Json;

namespace Consensoor.Spec.Ssz.Codecs;

/// <summary>
/// How values of a C# type take an SSZ form. Implementations are empty structs, composed as type arguments, so that each composition is
/// compiled straight.
/// </summary>
public interface ISszCodec<T>
{
    /// <summary>True for types that are packed into chunks: unsigned integers and booleans.</summary>
    static virtual bool IsBasic => false;

    /// <summary>The length of every value, or -1.</summary>
    static abstract int FixedLength(SszContext context);

    /// <summary>The length of one value.</summary>
    static abstract int Length(T value, SszContext context);

    /// <summary>Writes the encoding of one value, which fills the destination.</summary>
    static abstract void Encode(T value, Span<byte> destination, SszContext context);

    /// <summary>Reads one value that takes up all of the bytes.</summary>
    static abstract bool TryDecode(ReadOnlySpan<byte> bytes, int at, SszContext context, out T value, ref SszFailure failure);

    /// <summary>The root of one value.</summary>
    static abstract Bytes32 Root(T value, SszContext context);

    /// <summary>The roots of many values, 32 bytes each.</summary>
    static abstract void Roots(ReadOnlySpan<T> values, Span<byte> roots, SszContext context);

    /// <summary>The type as a value.</summary>
    static abstract SszSchema Schema(SszContext context);

    /// <summary>Makes the value that SSZ gives the type by default.</summary>
    static abstract T Default(SszContext context);

    /// <summary>The tree of one value.</summary>
    static abstract SszNode Node(T value, SszContext context);

    /// <summary>Writes a value as the Beacon API has it: numbers as decimal strings, bytes as hex.</summary>
    static abstract void WriteJson(Utf8JsonWriter writer, T value, SszContext context);

    /// <summary>Reads a value as the Beacon API has it; false and the failure, with its path, where it is none.</summary>
    static abstract bool TryReadJson(JsonElement json, SszContext context, out T value, ref SszFailure failure);
}
