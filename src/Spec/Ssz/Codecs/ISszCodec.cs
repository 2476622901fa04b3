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

    /// <summary>Writes one value.</summary>
    static abstract void Encode(T value, Span<byte> destination, SszContext context);

    /// <summary>Reads one value that takes up all of the bytes.</summary>
    static abstract bool TryDecode(ReadOnlySpan<byte> bytes, int at, SszContext context, out T value, ref SszFailure failure);

    /// <summary>The root of one value.</summary>
    static abstract Bytes32 Root(T value, SszContext context);

    /// <summary>The roots of many values, 32 bytes each.</summary>
    static abstract void Roots(ReadOnlySpan<T> values, Span<byte> roots, SszContext context);

    /// <summary>The type as a value.</summary>
    static abstract SszSchema Schema(SszContext context);

    /// <summary>The default value.</summary>
    static abstract T Default(SszContext context);

    /// <summary>The tree of one value.</summary>
    static abstract SszNode Node(T value, SszContext context);

    /// <summary>Writes JSON.</summary>
    static abstract void WriteJson(Utf8JsonWriter writer, T value, SszContext context);

    /// <summary>Reads JSON.</summary>
    static abstract bool TryReadJson(JsonElement json, SszContext context, out T value, ref SszFailure failure);
}
