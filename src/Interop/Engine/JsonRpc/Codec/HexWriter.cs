using System.Buffers;
using System.Numerics;
using System.Text.Json;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.JsonRpc.Codec;

/// <summary>Writes the Engine API's hex into JSON: quantities without leading zeros, data in lower case.</summary>
internal static class HexWriter
{
    private const int OnStack = 512;

    /// <summary>Writes a member that is a quantity.</summary>
    public static void WriteQuantity(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, ulong value)
    {
        writer.WritePropertyName(name);
        writer.WriteQuantityValue(value);
    }

    /// <summary>Writes a quantity.</summary>
    public static void WriteQuantityValue(this Utf8JsonWriter writer, ulong value)
    {
        Span<byte> text = stackalloc byte[2 + 16];
        "0x"u8.CopyTo(text);
        value.TryFormat(text[2..], out var written, "x");
        writer.WriteStringValue(text[..(2 + written)]);
    }

    /// <summary>Writes a member that is a quantity of 256 bits.</summary>
    public static void WriteQuantity(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, UInt256 value)
    {
        var digits = ((BigInteger)value).ToString("x", System.Globalization.CultureInfo.InvariantCulture).TrimStart('0');
        writer.WriteString(name, digits.Length == 0 ? "0x0" : "0x" + digits);
    }

    /// <summary>Writes a member that is data.</summary>
    public static void WriteData(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, ReadOnlySpan<byte> bytes)
    {
        writer.WritePropertyName(name);
        writer.WriteDataValue(bytes);
    }

    /// <summary>Writes data.</summary>
    public static void WriteDataValue(this Utf8JsonWriter writer, ReadOnlySpan<byte> bytes)
    {
        var length = (2 * bytes.Length) + 4;
        var rented = length <= OnStack ? null : ArrayPool<byte>.Shared.Rent(length);
        var text = rented is null ? stackalloc byte[OnStack] : rented;
        "\"0x"u8.CopyTo(text);
        Convert.TryToHexStringLower(bytes, text[3..], out _);
        text[length - 1] = (byte)'"';
        writer.WriteRawValue(text[..length], skipInputValidation: true);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Writes a member that is a list of data.</summary>
    public static void WriteDataList(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, SszList<ByteList> list)
    {
        writer.WritePropertyName(name);
        writer.WriteDataListValue(list);
    }

    /// <summary>Writes a list of data.</summary>
    public static void WriteDataListValue(this Utf8JsonWriter writer, SszList<ByteList> list)
    {
        writer.WriteStartArray();
        foreach (var item in list)
        {
            writer.WriteDataValue(item.AsSpan());
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes a list of hashes.</summary>
    public static void WriteHashListValue(this Utf8JsonWriter writer, IReadOnlyList<Hash32> list)
    {
        writer.WriteStartArray();
        foreach (var item in list)
        {
            writer.WriteDataValue(item.AsSpan());
        }

        writer.WriteEndArray();
    }
}
