using System.Text.Json;

namespace Consensoor.Spec.Ssz.Codecs;

/// <summary>Booleans: one byte, 0 or 1.</summary>
public readonly struct BoolCodec : ISszCodec<bool>
{
    /// <inheritdoc/>
    public static bool IsBasic => true;

    /// <inheritdoc/>
    public static int FixedLength(SszContext context) => 1;

    /// <inheritdoc/>
    public static int Length(bool value, SszContext context) => 1;

    /// <inheritdoc/>
    public static void Encode(bool value, Span<byte> destination, SszContext context) => destination[0] = value ? (byte)1 : (byte)0;

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, int at, SszContext context, out bool value, ref SszFailure failure)
    {
        value = false;
        if (!SszChecks.ExactLength(bytes, at, 1, ref failure))
        {
            return false;
        }

        value = bytes[0] == 1;
        return bytes[0] <= 1 || failure.Fail(SszErrorKind.InvalidBoolean, at, $"{bytes[0]} is neither 0 nor 1");
    }

    /// <inheritdoc/>
    public static Bytes32 Root(bool value, SszContext context) => UIntCodec<byte>.Root(value ? (byte)1 : (byte)0, context);

    /// <inheritdoc/>
    public static void Roots(ReadOnlySpan<bool> values, Span<byte> roots, SszContext context)
    {
        roots[..(32 * values.Length)].Clear();
        for (var i = 0; i < values.Length; i++)
        {
            Encode(values[i], roots[(32 * i)..], context);
        }
    }

    /// <inheritdoc/>
    public static SszSchema Schema(SszContext context) => SszSchema.Boolean;

    /// <inheritdoc/>
    public static bool Default(SszContext context) => false;

    /// <inheritdoc/>
    public static SszNode Node(bool value, SszContext context) => SszNode.Leaf(Root(value, context));

    /// <inheritdoc/>
    public static void WriteJson(Utf8JsonWriter writer, bool value, SszContext context) => writer.WriteBooleanValue(value);

    /// <inheritdoc/>
    public static bool TryReadJson(JsonElement json, SszContext context, out bool value, ref SszFailure failure)
    {
        value = json.ValueKind == JsonValueKind.True || (json.ValueKind == JsonValueKind.String && json.ValueEquals("true"u8));
        return value
            || json.ValueKind == JsonValueKind.False
            || (json.ValueKind == JsonValueKind.String && json.ValueEquals("false"u8))
            || failure.Fail(SszErrorKind.JsonKind, 0, $"{json.ValueKind} is no boolean");
    }
}
