using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Consensoor.Spec.Ssz.Codecs;

/// <summary>Unsigned integers of 256 bits, little-endian; decimal strings in JSON.</summary>
public readonly struct UInt256Codec : ISszCodec<UInt256>
{
    private const int MaxDigits = 78;

    /// <inheritdoc/>
    public static bool IsBasic => true;

    /// <inheritdoc/>
    public static int FixedLength(SszContext context) => 32;

    /// <inheritdoc/>
    public static int Length(UInt256 value, SszContext context) => 32;

    /// <inheritdoc/>
    public static void Encode(UInt256 value, Span<byte> destination, SszContext context) => value.LittleEndian.AsSpan().CopyTo(destination);

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, int at, SszContext context, out UInt256 value, ref SszFailure failure)
    {
        value = default;
        if (!SszChecks.ExactLength(bytes, at, 32, ref failure))
        {
            return false;
        }

        value = new UInt256(new Bytes32(bytes));
        return true;
    }

    /// <inheritdoc/>
    public static Bytes32 Root(UInt256 value, SszContext context) => value.LittleEndian;

    /// <inheritdoc/>
    public static void Roots(ReadOnlySpan<UInt256> values, Span<byte> roots, SszContext context)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i].LittleEndian.AsSpan().CopyTo(roots[(32 * i)..]);
        }
    }

    /// <inheritdoc/>
    public static SszSchema Schema(SszContext context) => SszSchema.Uint(32);

    /// <inheritdoc/>
    public static UInt256 Default(SszContext context) => default;

    /// <inheritdoc/>
    public static SszNode Node(UInt256 value, SszContext context) => SszNode.Leaf(value.LittleEndian);

    /// <inheritdoc/>
    public static void WriteJson(Utf8JsonWriter writer, UInt256 value, SszContext context) => writer.WriteStringValue(value.ToString());

    /// <inheritdoc/>
    public static bool TryReadJson(JsonElement json, SszContext context, out UInt256 value, ref SszFailure failure)
    {
        value = default;
        if (!SszChecks.Number(json, out var text, ref failure))
        {
            return false;
        }

        if (text.Length > MaxDigits
            || !BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number.GetBitLength() > 256)
        {
            return failure.Fail(SszErrorKind.JsonNumber, 0, $"'{SszChecks.Shorten(text)}' is no unsigned integer of 256 bits");
        }

        value = (UInt256)number;
        return true;
    }
}
