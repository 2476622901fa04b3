using System.Numerics;

namespace Consensoor.Spec.Ssz.Codecs;

/// <summary>Bit lists with a delimiting one bit behind the last.</summary>
public static class SszBits
{
    /// <summary>The number of bits before the delimiter; false where there is none or there are too many.</summary>
    public static bool TryLength(ReadOnlySpan<byte> bytes, int at, ulong limit, out int length, ref SszFailure failure)
    {
        length = 0;
        if (bytes.IsEmpty || bytes[^1] == 0)
        {
            return failure.Fail(SszErrorKind.BitlistDelimiter, at + Math.Max(bytes.Length - 1, 0), "no delimiting bit in the last byte");
        }

        var bits = (8L * (bytes.Length - 1)) + BitOperations.Log2(bytes[^1]);
        if (bits > int.MaxValue || (ulong)bits > limit)
        {
            return failure.Fail(SszErrorKind.BitlistTooLong, at, $"{bits} bits, at most {limit} allowed");
        }

        length = (int)bits;
        return true;
    }

    /// <summary>The bits before the delimiter.</summary>
    public static BitList Read(ReadOnlySpan<byte> bytes, int length)
    {
        if ((length & 7) == 0)
        {
            return BitList.FromBytes(bytes[..(length / 8)], length);
        }

        Span<byte> packed = bytes.Length <= 512 ? stackalloc byte[bytes.Length] : new byte[bytes.Length];
        bytes.CopyTo(packed);
        packed[^1] &= (byte)((1 << (length & 7)) - 1);
        return BitList.FromBytes(packed, length);
    }

    /// <summary>Writes the bits, lowest first, and the delimiter bit behind the last.</summary>
    public static void Write(BitList value, Span<byte> destination)
    {
        value.AsSpan().CopyTo(destination);
        if ((value.Length & 7) == 0)
        {
            destination[value.Length / 8] = 1;
        }
        else
        {
            destination[value.Length / 8] |= (byte)(1 << (value.Length & 7));
        }
    }
}
