using System.Text.Json;

namespace Consensoor.Spec.Ssz.Codecs;

/// <summary>Reads, writes and hashes `ProgressiveBitList` (EIP-7916): any number of bits.</summary>
public readonly struct ProgressiveBitListCodec : ISszCodec<BitList>
{
    /// <inheritdoc/>
    public static int FixedLength(SszContext context) => -1;

    /// <inheritdoc/>
    public static int Length(BitList value, SszContext context) => (value.Length / 8) + 1;

    /// <inheritdoc/>
    public static void Encode(BitList value, Span<byte> destination, SszContext context) => SszBits.Write(value, destination);

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, int at, SszContext context, out BitList value, ref SszFailure failure)
    {
        value = BitList.Empty;
        if (!SszBits.TryLength(bytes, at, ulong.MaxValue, out var length, ref failure))
        {
            return false;
        }

        value = SszBits.Read(bytes, length);
        return true;
    }

    /// <inheritdoc/>
    public static Bytes32 Root(BitList value, SszContext context) =>
        Merkle.MixIn(Merkle.PackedRoot(value.AsSpan(), null), (ulong)value.Length);

    /// <inheritdoc/>
    public static void Roots(ReadOnlySpan<BitList> values, Span<byte> roots, SszContext context)
    {
        for (var i = 0; i < values.Length; i++)
        {
            Root(values[i], context).AsSpan().CopyTo(roots[(32 * i)..]);
        }
    }

    /// <inheritdoc/>
    public static SszSchema Schema(SszContext context) => SszSchema.ProgressiveBitList;

    /// <inheritdoc/>
    public static BitList Default(SszContext context) => BitList.Empty;

    /// <inheritdoc/>
    public static SszNode Node(BitList value, SszContext context) =>
        SszNode.MixIn(SszNode.ProgressiveTree(SszNode.Chunks(value.AsSpan())), (ulong)value.Length);

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
}
