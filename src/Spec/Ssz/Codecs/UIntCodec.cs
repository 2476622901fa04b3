using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Consensoor.Spec.Ssz.Codecs;

/// <summary>Unsigned integers of 8 to 128 bits, little-endian; decimal strings in JSON.</summary>
public readonly struct UIntCodec<T> : ISszCodec<T>
    where T : unmanaged, IBinaryInteger<T>, IUnsignedNumber<T>
{
    /// <inheritdoc/>
    public static bool IsBasic => true;

    /// <inheritdoc/>
    public static int FixedLength(SszContext context) => Unsafe.SizeOf<T>();

    /// <inheritdoc/>
    public static int Length(T value, SszContext context) => Unsafe.SizeOf<T>();

    /// <inheritdoc/>
    public static void Encode(T value, Span<byte> destination, SszContext context) => Write(value, destination);

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, int at, SszContext context, out T value, ref SszFailure failure)
    {
        if (!SszChecks.ExactLength(bytes, at, Unsafe.SizeOf<T>(), ref failure))
        {
            value = default;
            return false;
        }

        value = T.ReadLittleEndian(bytes, isUnsigned: true);
        return true;
    }

    /// <inheritdoc/>
    public static Bytes32 Root(T value, SszContext context)
    {
        Span<byte> chunk = stackalloc byte[32];
        chunk.Clear();
        Write(value, chunk);
        return new Bytes32(chunk);
    }

    /// <inheritdoc/>
    public static void Roots(ReadOnlySpan<T> values, Span<byte> roots, SszContext context)
    {
        roots[..(32 * values.Length)].Clear();
        for (var i = 0; i < values.Length; i++)
        {
            Write(values[i], roots[(32 * i)..]);
        }
    }

    /// <inheritdoc/>
    public static SszSchema Schema(SszContext context) => SszSchema.Uint(Unsafe.SizeOf<T>());

    /// <inheritdoc/>
    public static T Default(SszContext context) => T.Zero;

    /// <inheritdoc/>
    public static SszNode Node(T value, SszContext context) => SszNode.Leaf(Root(value, context));

    /// <inheritdoc/>
    public static void WriteJson(Utf8JsonWriter writer, T value, SszContext context) =>
        writer.WriteStringValue(value.ToString(null, CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public static bool TryReadJson(JsonElement json, SszContext context, out T value, ref SszFailure failure)
    {
        value = default;
        return SszChecks.Number(json, out var text, ref failure)
            && (T.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)
                || failure.Fail(
                    SszErrorKind.JsonNumber, 0, $"'{SszChecks.Shorten(text)}' is no unsigned integer of {8 * Unsafe.SizeOf<T>()} bits"));
    }

    // WriteLittleEndian is a default member of the interface, which would box the number.
    private static void Write(T value, Span<byte> destination)
    {
        if (!value.TryWriteLittleEndian(destination, out _))
        {
            throw new ArgumentException($"{destination.Length} bytes are too few", nameof(destination));
        }
    }
}
