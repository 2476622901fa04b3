using System.Text.Json;

namespace Consensoor.Spec.Ssz.Codecs;

/// <summary>`List[T, N]` as an immutable list.</summary>
public readonly struct ListCodec<T, TCodec, TLimit> : ISszCodec<SszList<T>>
    where TCodec : struct, ISszCodec<T>
    where TLimit : struct, ISszLimit
{
    /// <inheritdoc/>
    public static int FixedLength(SszContext context) => -1;

    /// <inheritdoc/>
    public static int Length(SszList<T> value, SszContext context) => SszSequence.Length<T, TCodec>(value.AsSpan(), context);

    /// <inheritdoc/>
    public static void Encode(SszList<T> value, Span<byte> destination, SszContext context) =>
        SszSequence.Encode<T, TCodec>(Checked(value, context).AsSpan(), destination, context);

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, int at, SszContext context, out SszList<T> value, ref SszFailure failure)
    {
        if (!SszSequence.TryDecode<T, TCodec>(bytes, at, TLimit.Value(context), context, out var items, ref failure))
        {
            value = [];
            return false;
        }

        value = SszList.Adopt(items);
        return true;
    }

    /// <inheritdoc/>
    public static Bytes32 Root(SszList<T> value, SszContext context) =>
        Merkle.MixIn(SszSequence.Root<T, TCodec>(Checked(value, context).AsSpan(), TLimit.Value(context), context), (ulong)value.Count);

    /// <inheritdoc/>
    public static void Roots(ReadOnlySpan<SszList<T>> values, Span<byte> roots, SszContext context)
    {
        for (var i = 0; i < values.Length; i++)
        {
            Root(values[i], context).AsSpan().CopyTo(roots[(32 * i)..]);
        }
    }

    /// <inheritdoc/>
    public static SszSchema Schema(SszContext context) => SszSchema.List(TCodec.Schema(context), TLimit.Value(context));

    /// <inheritdoc/>
    public static SszList<T> Default(SszContext context) => [];

    /// <inheritdoc/>
    public static SszNode Node(SszList<T> value, SszContext context) =>
        SszNode.MixIn(SszSequence.Node<T, TCodec>(value.AsSpan(), TLimit.Value(context), context), (ulong)value.Count);

    /// <inheritdoc/>
    public static void WriteJson(Utf8JsonWriter writer, SszList<T> value, SszContext context) =>
        SszSequence.WriteJson<T, TCodec>(writer, value.AsSpan(), context);

    /// <inheritdoc/>
    public static bool TryReadJson(JsonElement json, SszContext context, out SszList<T> value, ref SszFailure failure)
    {
        if (!SszSequence.TryReadJson<T, TCodec>(json, TLimit.Value(context), context, out var items, ref failure))
        {
            value = [];
            return false;
        }

        value = SszList.Adopt(items);
        return true;
    }

    private static SszList<T> Checked(SszList<T> value, SszContext context) =>
        (ulong)value.Count <= TLimit.Value(context)
            ? value
            : throw new ArgumentException($"{value.Count} elements where {TLimit.Value(context)} are the limit", nameof(value));
}
