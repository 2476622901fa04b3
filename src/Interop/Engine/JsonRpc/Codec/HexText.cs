using System.Buffers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.JsonRpc.Codec;

/// <summary>
/// Reads the Engine API's two forms of hex in UTF-8, strictly: quantities (0x, no leading zeros, 0x0 for zero) and data (0x, two digits a
/// byte).
/// </summary>
internal static class HexText
{
    /// <summary>Reads a quantity of 64 bits.</summary>
    public static bool TryQuantity(ReadOnlySpan<byte> text, out ulong value)
    {
        value = 0;
        if (!IsQuantity(text, 16))
        {
            return false;
        }

        foreach (var letter in text[2..])
        {
            if (Digit(letter) is not (>= 0 and var digit))
            {
                return false;
            }

            value = (value << 4) | (uint)digit;
        }

        return true;
    }

    /// <summary>Reads a quantity of 256 bits.</summary>
    public static bool TryQuantity(ReadOnlySpan<byte> text, out UInt256 value)
    {
        value = default;
        if (!IsQuantity(text, 64))
        {
            return false;
        }

        Span<byte> little = stackalloc byte[32];
        little.Clear();
        var digits = text[2..];
        for (var i = 0; i < digits.Length; i++)
        {
            if (Digit(digits[^(i + 1)]) is not (>= 0 and var digit))
            {
                return false;
            }

            little[i / 2] |= (byte)(i % 2 == 0 ? digit : digit << 4);
        }

        value = new UInt256(new Bytes32(little));
        return true;
    }

    /// <summary>Says how many bytes data has; false where the text is no 0x with an even number of letters after it.</summary>
    public static bool TryLength(ReadOnlySpan<byte> text, out int length)
    {
        length = (text.Length - 2) / 2;
        return text.Length >= 2 && text.Length % 2 == 0 && text[0] == '0' && text[1] == 'x';
    }

    /// <summary>Reads data of exactly as many bytes as the destination has.</summary>
    public static bool TryData(ReadOnlySpan<byte> text, Span<byte> destination) =>
        TryLength(text, out var length)
        && length == destination.Length
        && Convert.FromHexString(text[2..], destination, out _, out _) == OperationStatus.Done;

    private static bool IsQuantity(ReadOnlySpan<byte> text, int maxDigits) =>
        text.Length >= 3
        && text.Length <= 2 + maxDigits
        && text[0] == '0'
        && text[1] == 'x'
        && (text[2] != '0' || text.Length == 3);

    private static int Digit(byte letter) => letter switch
    {
        >= (byte)'0' and <= (byte)'9' => letter - '0',
        >= (byte)'a' and <= (byte)'f' => letter - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => letter - 'A' + 10,
        _ => -1,
    };
}
