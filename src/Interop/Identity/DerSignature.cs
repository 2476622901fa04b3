namespace Consensoor.Interop.Identity;

/// <summary>ECDSA signatures of 256-bit curves as ASN.1 DER: SEQUENCE of the INTEGERs r and s.</summary>
public static class DerSignature
{
    /// <summary>The longest form, in bytes.</summary>
    public const int MaxLength = 72;

    /// <summary>Encodes r || s, 64 bytes; throws ArgumentException for another length.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> compact)
    {
        if (compact.Length != NodeKey.SignatureLength)
        {
            throw new ArgumentException($"64 bytes are needed, not {compact.Length}", nameof(compact));
        }

        Span<byte> der = stackalloc byte[MaxLength];
        var length = 2 + WriteInteger(compact[..32], der[2..]);
        length += WriteInteger(compact[32..], der[length..]);
        der[0] = 0x30;
        der[1] = (byte)(length - 2);
        return der[..length].ToArray();
    }

    /// <summary>Reads strict DER into r || s, 64 bytes; false for anything that has another, shorter or negative form.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> der, Span<byte> compact)
    {
        if (compact.Length != NodeKey.SignatureLength || der.Length is < 8 or > MaxLength || der[0] != 0x30 || der[1] != der.Length - 2)
        {
            return false;
        }

        var rest = der[2..];
        return TryReadInteger(ref rest, compact[..32]) && TryReadInteger(ref rest, compact[32..]) && rest.IsEmpty;
    }

    private static int WriteInteger(ReadOnlySpan<byte> value, Span<byte> output)
    {
        var digits = value.TrimStart((byte)0);
        var padded = digits.IsEmpty || digits[0] >= 0x80;
        var length = digits.Length + (padded ? 1 : 0);
        output[0] = 0x02;
        output[1] = (byte)length;
        output[2] = 0;
        digits.CopyTo(output[(2 + length - digits.Length)..]);
        return 2 + length;
    }

    private static bool TryReadInteger(ref ReadOnlySpan<byte> rest, Span<byte> value)
    {
        if (rest.Length < 3 || rest[0] != 0x02 || rest[1] is 0 or > 33 || rest[1] > rest.Length - 2)
        {
            return false;
        }

        var digits = rest.Slice(2, rest[1]);
        rest = rest[(2 + digits.Length)..];
        if (digits[0] >= 0x80 || (digits.Length > 1 && digits[0] == 0 && digits[1] < 0x80))
        {
            return false;
        }

        if (digits.Length == 33)
        {
            digits = digits[1..];
        }

        value.Clear();
        digits.CopyTo(value[(32 - digits.Length)..]);
        return true;
    }
}
