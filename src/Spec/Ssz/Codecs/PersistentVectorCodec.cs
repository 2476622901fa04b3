using System.Text.Json;
using Consensoor.Spec.State;

namespace Consensoor.Spec.Ssz.Codecs;

/// <summary>`Vector[T, N]` as a persistent list of a state.</summary>
public readonly struct PersistentVectorCodec<T, TCodec, TLimit> : ISszCodec<PersistentList<T>>
    where TCodec : struct, ISszCodec<T>
    where TLimit : struct, ISszLimit
{
    /// <inheritdoc/>
    public static int FixedLength(SszContext context) =>
        TCodec.FixedLength(context) is var size and >= 0 ? size * (int)TLimit.Value(context) : -1;

    /// <inheritdoc/>
    public static int Length(PersistentList<T> value, SszContext context) => SszPersistentSequence.Length<T, TCodec>(value, context);

    /// <inheritdoc/>
    public static void Encode(PersistentList<T> value, Span<byte> destination, SszContext context) =>
        SszPersistentSequence.Encode<T, TCodec>(Checked(value, context), destination, context);

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, int at, SszContext context, out PersistentList<T> value, ref SszFailure failure)
    {
        if (!SszSequence.TryDecode<T, TCodec>(bytes, at, TLimit.Value(context), context, out var items, ref failure))
        {
            value = PersistentList<T>.Empty(false);
            return false;
        }

        value = PersistentList<T>.Create(items, false);
        return items.Length == (int)TLimit.Value(context)
            || failure.Fail(SszErrorKind.VectorLength, at, $"{items.Length} elements, {TLimit.Value(context)} expected");
    }

    /// <inheritdoc/>
    public static Bytes32 Root(PersistentList<T> value, SszContext context) =>
        Checked(value, context).Root<TCodec>(context, TLimit.Value(context));

    /// <inheritdoc/>
    public static void Roots(ReadOnlySpan<PersistentList<T>> values, Span<byte> roots, SszContext context)
    {
        for (var i = 0; i < values.Length; i++)
        {
            Root(values[i], context).AsSpan().CopyTo(roots[(32 * i)..]);
        }
    }

    /// <inheritdoc/>
    public static SszSchema Schema(SszContext context) => SszSchema.Vector(TCodec.Schema(context), TLimit.Value(context));

    /// <inheritdoc/>
    public static PersistentList<T> Default(SszContext context)
    {
        var items = new T[(int)TLimit.Value(context)];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = TCodec.Default(context);
        }

        return PersistentList<T>.Create(items, false);
    }

    /// <inheritdoc/>
    public static SszNode Node(PersistentList<T> value, SszContext context) =>
        SszSequence.Node<T, TCodec>(value.ToArray(), TLimit.Value(context), context);

    /// <inheritdoc/>
    public static void WriteJson(Utf8JsonWriter writer, PersistentList<T> value, SszContext context) =>
        SszPersistentSequence.WriteJson<T, TCodec>(writer, value, context);

    /// <inheritdoc/>
    public static bool TryReadJson(JsonElement json, SszContext context, out PersistentList<T> value, ref SszFailure failure)
    {
        if (!SszSequence.TryReadJson<T, TCodec>(json, TLimit.Value(context), context, out var items, ref failure))
        {
            value = PersistentList<T>.Empty(false);
            return false;
        }

        value = PersistentList<T>.Create(items, false);
        return items.Length == (int)TLimit.Value(context)
            || failure.Fail(SszErrorKind.VectorLength, 0, $"{items.Length} elements, {TLimit.Value(context)} expected");
    }

    private static PersistentList<T> Checked(PersistentList<T> value, SszContext context) =>
        (ulong)value.Count == TLimit.Value(context)
            ? value
            : throw new ArgumentException($"{value.Count} elements where {TLimit.Value(context)} are due", nameof(value));
}
