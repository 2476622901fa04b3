using System.Text.Json;

namespace Consensoor.Spec.Ssz.Codecs;

/// <summary>Reads, writes and hashes `ByteList[N]`; refuses more than N bytes.</summary>
public readonly struct ByteListCodec<TLimit> : ISszCodec<ByteList>
    where TLimit : struct, ISszLimit
{
    /// <inheritdoc/>
    public static int FixedLength(SszContext context) => -1;

    /// <inheritdoc/>
    public static int Length(ByteList value, SszContext context) => value.Length;

    /// <inheritdoc/>
    public static void Encode(ByteList value, Span<byte> destination, SszContext context) =>
        Checked(value, context).AsSpan().CopyTo(destination);

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, int at, SszContext context, out ByteList value, ref SszFailure failure)
    {
        value = ByteList.Empty;
        if (!((ulong)bytes.Length <= TLimit.Value(context)
            || failure.Fail(SszErrorKind.ListTooLong, at, $"{bytes.Length} bytes, at most {TLimit.Value(context)} allowed")))
        {
            return false;
        }

        value = ByteList.Create(bytes);
        return true;
    }

    /// <inheritdoc/>
    public static Bytes32 Root(ByteList value, SszContext context) =>
        Merkle.MixIn(Merkle.PackedRoot(Checked(value, context).AsSpan(), (TLimit.Value(context) + 31) / 32), (ulong)value.Length);

    /// <inheritdoc/>
    public static void Roots(ReadOnlySpan<ByteList> values, Span<byte> roots, SszContext context)
    {
        for (var i = 0; i < values.Length; i++)
        {
            Root(values[i], context).AsSpan().CopyTo(roots[(32 * i)..]);
        }
    }

    /// <inheritdoc/>
    public static SszSchema Schema(SszContext context) => SszSchema.List(SszSchema.Uint(1), TLimit.Value(context));

    /// <inheritdoc/>
    public static ByteList Default(SszContext context) => ByteList.Empty;

    /// <inheritdoc/>
    public static SszNode Node(ByteList value, SszContext context) =>
        SszNode.MixIn(SszNode.Tree(SszNode.Chunks(value.AsSpan()), Merkle.Depth((TLimit.Value(context) + 31) / 32)), (ulong)value.Length);

    /// <inheritdoc/>
    public static void WriteJson(Utf8JsonWriter writer, ByteList value, SszContext context) => writer.WriteStringValue(value.ToString());

    /// <inheritdoc/>
    public static bool TryReadJson(JsonElement json, SszContext context, out ByteList value, ref SszFailure failure)
    {
        value = ByteList.Empty;
        return SszChecks.Hex(json, out var bytes, ref failure) && TryDecode(bytes, 0, context, out value, ref failure);
    }

    private static ByteList Checked(ByteList value, SszContext context) =>
        (ulong)value.Length <= TLimit.Value(context)
            ? value
            : throw new ArgumentException($"{value.Length} bytes where {TLimit.Value(context)} are the limit", nameof(value));
}
