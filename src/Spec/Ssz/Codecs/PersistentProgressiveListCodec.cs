using System.Text.Json;
using Consensoor.Spec.State;

namespace Consensoor.Spec.Ssz.Codecs;

/// <summary>`ProgressiveList[T] (EIP-7916)` as a persistent list of a state.</summary>
public readonly struct PersistentProgressiveListCodec<T, TCodec> : ISszCodec<PersistentList<T>>
    where TCodec : struct, ISszCodec<T>
{
    /// <inheritdoc/>
    public static int FixedLength(SszContext context) => -1;

    /// <inheritdoc/>
    public static int Length(PersistentList<T> value, SszContext context) => SszPersistentSequence.Length<T, TCodec>(value, context);

    /// <inheritdoc/>
    public static void Encode(PersistentList<T> value, Span<byte> destination, SszContext context) =>
        SszPersistentSequence.Encode<T, TCodec>(value, destination, context);

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, int at, SszContext context, out PersistentList<T> value, ref SszFailure failure)
    {
        if (!SszSequence.TryDecode<T, TCodec>(bytes, at, null, context, out var items, ref failure))
        {
            value = PersistentList<T>.Empty(true);
            return false;
        }

        value = PersistentList<T>.Create(items, true);
        return true;
    }

    /// <inheritdoc/>
    public static Bytes32 Root(PersistentList<T> value, SszContext context) =>
        Merkle.MixIn(value.Root<TCodec>(context, null), (ulong)value.Count);

    /// <inheritdoc/>
    public static void Roots(ReadOnlySpan<PersistentList<T>> values, Span<byte> roots, SszContext context)
    {
        for (var i = 0; i < values.Length; i++)
        {
            Root(values[i], context).AsSpan().CopyTo(roots[(32 * i)..]);
        }
    }

    /// <inheritdoc/>
    public static SszSchema Schema(SszContext context) => SszSchema.ProgressiveList(TCodec.Schema(context));

    /// <inheritdoc/>
    public static PersistentList<T> Default(SszContext context) => PersistentList<T>.Empty(true);

    /// <inheritdoc/>
    public static SszNode Node(PersistentList<T> value, SszContext context) =>
        SszNode.MixIn(SszSequence.Node<T, TCodec>(value.ToArray(), null, context), (ulong)value.Count);

    /// <inheritdoc/>
    public static void WriteJson(Utf8JsonWriter writer, PersistentList<T> value, SszContext context) =>
        SszPersistentSequence.WriteJson<T, TCodec>(writer, value, context);

    /// <inheritdoc/>
    public static bool TryReadJson(JsonElement json, SszContext context, out PersistentList<T> value, ref SszFailure failure)
    {
        if (!SszSequence.TryReadJson<T, TCodec>(json, int.MaxValue, context, out var items, ref failure))
        {
            value = PersistentList<T>.Empty(true);
            return false;
        }

        value = PersistentList<T>.Create(items, true);
        return true;
    }
}
