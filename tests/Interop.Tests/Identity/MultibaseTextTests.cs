using Consensoor.Interop.Identity;
using CsCheck;
using SimpleBase;
using Xunit;

namespace Consensoor.Interop.Tests.Identity;

/// <summary>Text of strangers in the bases of `multiformats/multibase`: what is written is read, and nothing throws.</summary>
public sealed class MultibaseTextTests
{
    private const string Bases = "bfkuz";

    [Fact]
    public void What_is_written_is_read() => Gen.Byte.Array[1, 80].Sample(static bytes =>
    {
        foreach (var letter in Bases)
        {
            Assert.Equal(bytes, MultibaseText.Decode(Written(letter, bytes), Bases));
            Assert.Null(MultibaseText.Decode(Written(letter, bytes), Bases.Replace(letter.ToString(), "", StringComparison.Ordinal)));
        }
    });

    [Theory]
    [InlineData(' ')]
    [InlineData('\n')]
    [InlineData('=')]
    [InlineData('+')]
    [InlineData('\u00ff')]
    [InlineData('\u0100')]
    [InlineData('\u2603')]
    public void A_letter_that_no_base_has_is_refused_anywhere(char other) =>
        Gen.Select(Gen.Byte.Array[1, 40], Gen.Int[0, 1000]).Sample((bytes, place) =>
        {
            foreach (var letter in Bases)
            {
                var text = Written(letter, bytes);
                var at = 1 + (place % text.Length);
                Assert.Null(MultibaseText.Decode(text.Insert(at, other.ToString()), Bases));
                Assert.Null(MultibaseText.Decode(text[..(at - 1)] + other + text[at..], Bases));
            }
        });

    // Letters of a base in any number, so that lengths and values come that no bytes have.
    [Fact]
    public void Nothing_throws()
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        Gen.Select(Gen.Int[0, Bases.Length - 1], Gen.String[Gen.Char[Alphabet], 0, 200]).Sample(
            static (letter, rest) => MultibaseText.Decode(Bases[letter] + rest, Bases) is null or { Length: <= 200 });
        Gen.Select(Gen.Int[0, Bases.Length - 1], Gen.String[Gen.Char["abcdef234567"], 0, 200]).Sample(
            static (letter, rest) => MultibaseText.Decode(Bases[letter] + rest, Bases) is null or { Length: <= 200 });
        Gen.String[0, 60].Sample(static text => MultibaseText.Decode(text, Bases) is null or { Length: <= 60 });
    }

    private static string Written(char letter, byte[] bytes) => letter + letter switch
    {
        'b' => Base32.Rfc4648.Encode(bytes, padding: false).ToLowerInvariant(),
        'f' => Convert.ToHexStringLower(bytes),
        'k' => Base36.LowerCase.Encode(bytes),
        'u' => System.Buffers.Text.Base64Url.EncodeToString(bytes),
        _ => Base58.Bitcoin.Encode(bytes),
    };
}
