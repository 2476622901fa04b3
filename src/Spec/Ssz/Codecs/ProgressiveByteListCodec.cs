using System.Text.Json;

namespace Consensoor.Spec.Ssz.Codecs;

/// <summary>Reads, writes and hashes `ProgressiveByteList` (EIP-7916): any number of bytes.</summary>
public readonly struct ProgressiveByteListCodec : ISszCodec<ByteList>
{
    /// <inheritdoc/>
    public static int FixedLength(SszContext context) => -1;

    /// <inheritdoc/>
    public static int Length(ByteList value, SszContext context) => value.Length;

    /// <inheritdoc/>
    public static void Encode(ByteList value, Span<byte> destination, SszContext context) => value.AsSpan().CopyTo(destination);

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, int at, SszContext context, out ByteList value, ref SszFailure failure)
    {
        value = ByteList.Create(bytes);
        return true;
    }

    /// <inheritdoc/>
    public static Bytes32 Root(ByteList value, SszContext context) =>
        Merkle.MixIn(Merkle.PackedRoot(value.AsSpan(), null), (ulong)value.Length);

    /// <inheritdoc/>
    public static void Roots(ReadOnlySpan<ByteList> values, Span<byte> roots, SszContext context)
    {
        for (var i = 0; i < values.Length; i++)
        {
            Root(values[i], context).AsSpan().CopyTo(roots[(32 * i)..]);
        }
    }

    /// <inheritdoc/>
    public static SszSchema Schema(SszContext context) => SszSchema.ProgressiveList(SszSchema.Uint(1));

    /// <inheritdoc/>
    public static ByteList Default(SszContext context) => ByteList.Empty;

    /// <inheritdoc/>
    public static SszNode Node(ByteList value, SszContext context) =>
        SszNode.MixIn(SszNode.ProgressiveTree(SszNode.Chunks(value.AsSpan())), (ulong)value.Length);

    /// <inheritdoc/>
    public static void WriteJson(Utf8JsonWriter writer, ByteList value, SszContext context) => writer.WriteStringValue(value.ToString());

    /// <inheritdoc/>
    public static bool TryReadJson(JsonElement json, SszContext context, out ByteList value, ref SszFailure failure)
    {
        value = ByteList.Empty;
        return SszChecks.Hex(json, out var bytes, ref failure) && TryDecode(bytes, 0, context, out value, ref failure);
    }
}
