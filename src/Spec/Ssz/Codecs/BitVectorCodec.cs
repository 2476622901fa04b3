using System.Text.Json;

namespace Consensoor.Spec.Ssz.Codecs;

/// <summary>Reads, writes and hashes `BitVector[N]`; refuses another number of bytes and bits behind the last.</summary>
public readonly struct BitVectorCodec<TLimit> : ISszCodec<BitList>
    where TLimit : struct, ISszLimit
{
    /// <inheritdoc/>
    public static int FixedLength(SszContext context) => (int)((TLimit.Value(context) + 7) / 8);

    /// <inheritdoc/>
    public static int Length(BitList value, SszContext context) => (int)((TLimit.Value(context) + 7) / 8);

    /// <inheritdoc/>
    public static void Encode(BitList value, Span<byte> destination, SszContext context) =>
        Checked(value, context).AsSpan().CopyTo(destination);

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, int at, SszContext context, out BitList value, ref SszFailure failure)
    {
        value = BitList.Empty;
        var length = (int)TLimit.Value(context);
        if (!SszChecks.ExactLength(bytes, at, (length + 7) / 8, ref failure))
        {
            return false;
        }

        if ((length & 7) != 0 && bytes[^1] >> (length & 7) != 0)
        {
            return failure.Fail(SszErrorKind.ExcessBits, at + bytes.Length - 1, $"bits beyond the {length} there are");
        }

        value = BitList.FromBytes(bytes, length);
        return true;
    }

    /// <inheritdoc/>
    public static Bytes32 Root(BitList value, SszContext context) =>
        Merkle.PackedRoot(Checked(value, context).AsSpan(), (TLimit.Value(context) + 255) / 256);

    /// <inheritdoc/>
    public static void Roots(ReadOnlySpan<BitList> values, Span<byte> roots, SszContext context)
    {
        for (var i = 0; i < values.Length; i++)
        {
            Root(values[i], context).AsSpan().CopyTo(roots[(32 * i)..]);
        }
    }

    /// <inheritdoc/>
    public static SszSchema Schema(SszContext context) => SszSchema.BitVector(TLimit.Value(context));

    /// <inheritdoc/>
    public static BitList Default(SszContext context) => BitList.Zeros((int)TLimit.Value(context));

    /// <inheritdoc/>
    public static SszNode Node(BitList value, SszContext context) =>
        SszNode.Tree(SszNode.Chunks(value.AsSpan()), Merkle.Depth((TLimit.Value(context) + 255) / 256));

    /// <inheritdoc/>
    public static void WriteJson(Utf8JsonWriter writer, BitList value, SszContext context)
    {
        var bytes = new byte[Length(value, context)];
        Encode(value, bytes, context);
        writer.WriteStringValue("0x" + Convert.ToHexStringLower(bytes));
    }

    /// <inheritdoc/>
    public static bool TryReadJson(JsonElement json, SszContext context, out BitList value, ref SszFailure failure)
    {
        value = BitList.Empty;
        return SszChecks.Hex(json, out var bytes, ref failure) && TryDecode(bytes, 0, context, out value, ref failure);
    }

    private static BitList Checked(BitList value, SszContext context) =>
        (ulong)value.Length == TLimit.Value(context)
            ? value
            : throw new ArgumentException($"{value.Length} bits where {TLimit.Value(context)} are due", nameof(value));
}
