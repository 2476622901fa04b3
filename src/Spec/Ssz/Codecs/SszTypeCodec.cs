using System.Text.Json;

namespace Consensoor.Spec.Ssz.Codecs;

/// <summary>Types that carry their own codec: containers and byte vectors of a C# type's length.</summary>
public readonly struct SszTypeCodec<T> : ISszCodec<T>
    where T : ISszType<T>
{
    /// <inheritdoc/>
    public static int FixedLength(SszContext context) => T.FixedLength(context);

    /// <inheritdoc/>
    public static int Length(T value, SszContext context) => value.EncodedLength(context);

    /// <inheritdoc/>
    public static void Encode(T value, Span<byte> destination, SszContext context) => value.Encode(destination, context);

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, int at, SszContext context, out T value, ref SszFailure failure) =>
        T.TryDecode(bytes, at, context, out value, ref failure);

    /// <inheritdoc/>
    public static Bytes32 Root(T value, SszContext context) => value.HashTreeRoot(context);

    /// <inheritdoc/>
    public static void Roots(ReadOnlySpan<T> values, Span<byte> roots, SszContext context) => T.HashTreeRoots(values, roots, context);

    /// <inheritdoc/>
    public static SszSchema Schema(SszContext context) => T.Schema(context);

    /// <inheritdoc/>
    public static T Default(SszContext context) => T.Default(context);

    /// <inheritdoc/>
    public static SszNode Node(T value, SszContext context) => value.ToNode(context);

    /// <inheritdoc/>
    public static void WriteJson(Utf8JsonWriter writer, T value, SszContext context) => value.WriteJson(writer, context);

    /// <inheritdoc/>
    public static bool TryReadJson(JsonElement json, SszContext context, out T value, ref SszFailure failure) =>
        T.TryReadJson(json, context, out value, ref failure);
}
