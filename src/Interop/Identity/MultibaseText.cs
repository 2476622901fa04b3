using System.Buffers;
using System.Buffers.Text;
using SimpleBase;

namespace Consensoor.Interop.Identity;

/// <summary>
/// Bytes from text that anybody may have written, in bases of `multiformats/multibase`. The libraries throw for some letters that their
/// alphabets do not have, and skip others: letters are looked at before.
/// </summary>
internal static class MultibaseText
{
    private static readonly SearchValues<char> Letters16 = SearchValues.Create("0123456789abcdef");
    private static readonly SearchValues<char> Letters32 = SearchValues.Create("abcdefghijklmnopqrstuvwxyz234567");
    private static readonly SearchValues<char> Letters36 = SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyz");
    private static readonly SearchValues<char> Letters58 =
        SearchValues.Create("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz");

    private static readonly SearchValues<char> Letters64 =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>
    /// Decodes a text by its first letter, where that is one of the bases: `b` base32, `f` base16, `k` base36, `u` base64url, `z` base58,
    /// all without padding, the first three in lower case. Null for any other text.
    /// </summary>
    public static byte[]? Decode(string text, string bases)
    {
        if (text.Length == 0 || !bases.Contains(text[0], StringComparison.Ordinal))
        {
            return null;
        }

        var digits = text.AsSpan(1);
        return text[0] switch
        {
            'b' => FromBase32(digits),
            'f' => digits.Length % 2 == 0 && !digits.ContainsAnyExcept(Letters16) ? Convert.FromHexString(digits) : null,
            'k' => FromBase36(digits),
            'u' => FromBase64(digits),
            'z' => FromBase58(digits),
            _ => null,
        };
    }

    /// <summary>Decodes base58 of Bitcoin; null where a letter is none of it.</summary>
    public static byte[]? FromBase58(ReadOnlySpan<char> text)
    {
        var bytes = new byte[2 * (text.Length + 1)];
        return !text.ContainsAnyExcept(Letters58) && Base58.Bitcoin.TryDecode(text, bytes, out var length) ? bytes[..length] : null;
    }

    /// <summary>
    /// Decodes base32 in lower case without padding; null where a letter is none of it or no bytes have such a length. Bits past the last
    /// byte are let be, as published addresses have some.
    /// </summary>
    public static byte[]? FromBase32(ReadOnlySpan<char> text)
    {
        var bytes = new byte[text.Length + 8];
        return text.Length % 8 is not (1 or 3 or 6) && !text.ContainsAnyExcept(Letters32)
            && Base32.Rfc4648.TryDecode(text, bytes, out var length)
                ? bytes[..length] : null;
    }

    private static byte[]? FromBase36(ReadOnlySpan<char> text)
    {
        var bytes = new byte[2 * (text.Length + 1)];
        return !text.ContainsAnyExcept(Letters36) && Base36.LowerCase.TryDecode(text, bytes, out var length) ? bytes[..length] : null;
    }

    private static byte[]? FromBase64(ReadOnlySpan<char> text)
    {
        var bytes = new byte[text.Length];
        return !text.ContainsAnyExcept(Letters64)
            && Base64Url.DecodeFromChars(text, bytes, out _, out var length) == OperationStatus.Done
                ? bytes[..length] : null;
    }
}
