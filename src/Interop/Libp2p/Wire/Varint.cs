namespace Consensoor.Interop.Libp2p.Wire;

/// <summary>
/// Unsigned varints of `multiformats/unsigned-varint`: seven bits a byte, the lowest first, at most 63 bits in nine bytes, and never more
/// bytes than the value needs.
/// </summary>
public static class Varint
{
    /// <summary>The most bytes a varint has.</summary>
    public const int MaxLength = 9;

    /// <summary>The largest value a varint holds, 2^63 - 1.</summary>
    public const ulong MaxValue = long.MaxValue;

    /// <summary>The bytes that a value takes; throws ArgumentOutOfRangeException above <see cref="MaxValue"/>.</summary>
    public static int Length(ulong value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaxValue);
        var length = 1;
        for (value >>= 7; value != 0; value >>= 7)
        {
            length++;
        }

        return length;
    }

    /// <summary>Reads the value at the front of the bytes and says how many bytes it took.</summary>
    public static VarintStatus TryRead(ReadOnlySpan<byte> bytes, out ulong value, out int length)
    {
        (value, length) = (0, 0);
        ulong read = 0;
        for (var i = 0; i < bytes.Length && i < MaxLength; i++)
        {
            read |= (ulong)(bytes[i] & 0x7f) << (7 * i);
            if (bytes[i] < 0x80)
            {
                if (bytes[i] == 0 && i > 0)
                {
                    return VarintStatus.Malformed;
                }

                (value, length) = (read, i + 1);
                return VarintStatus.Read;
            }
        }

        return bytes.Length < MaxLength ? VarintStatus.Incomplete : VarintStatus.Malformed;
    }

    /// <summary>Writes a value to the front of the bytes and gives the number it took.</summary>
    public static int Write(Span<byte> destination, ulong value)
    {
        var length = Length(value);
        for (var i = 0; i < length - 1; i++, value >>= 7)
        {
            destination[i] = (byte)(value | 0x80);
        }

        destination[length - 1] = (byte)value;
        return length;
    }
}
