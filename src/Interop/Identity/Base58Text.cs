using SimpleBase;

namespace Consensoor.Interop.Identity;

/// <summary>Base58 of Bitcoin from text that anybody may have written; the library takes letters of its alphabet alone.</summary>
internal static class Base58Text
{
    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    /// <summary>Decodes a text; false where a letter is none of the alphabet, or the output is too small.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> output, out int length)
    {
        length = 0;
        return !text.ContainsAnyExcept(Alphabet) && Base58.Bitcoin.TryDecode(text, output, out length);
    }
}
