using System.Text;
using Consensoor.Interop.Keys.Keystores;
using Consensoor.Interop.Keys.Passwords;
using Xunit;

namespace Consensoor.Interop.Tests.Keys;

/// <summary>Passwords are brought into the form of EIP-2335: NFKD, no control characters, UTF-8.</summary>
public sealed class KeystorePasswordTests
{
    [Fact]
    public void The_password_of_the_eip_is_that_of_its_text()
    {
        using var password = KeystoreSamples.Password(KeystoreSamples.EipPassword);
        Assert.Equal("7465737470617373776f7264f09f9491", Convert.ToHexStringLower(password.Bytes));
    }

    // By Unicode's data: letters with marks, ligatures, squares, half width, syllables of Hangul, and the order of marks.
    [Theory]
    [InlineData("ñ", "6ecc83")]
    [InlineData("n\u0303", "6ecc83")]
    [InlineData("ﬁ", "6669")]
    [InlineData("Å", "41cc8a")]
    [InlineData("½", "31e2818432")]
    [InlineData("ｶﾞ", "e382abe38299")]
    [InlineData("한글", "e18492e185a1e186abe18480e185b3e186af")]
    [InlineData("가", "e18480e185a1")]
    [InlineData("q\u0307\u0323", "71cca3cc87")]
    [InlineData("q\u0323\u0307", "71cca3cc87")]
    [InlineData("a\u0315\u0300\u05ae\u0062", "61d6aecc80cc9562")]
    [InlineData("ﷺ", "d8b5d984d98920d8a7d984d984d98720d8b9d984d98ad98720d988d8b3d984d985")]
    [InlineData("🔑", "f09f9491")]
    [InlineData("plain text ~", "706c61696e2074657874207e")]
    [InlineData("", "")]
    public void Text_is_decomposed(string text, string expected)
    {
        using var password = KeystorePassword.FromText(text, out var problem);
        Assert.Null(problem);
        Assert.Equal(expected, Convert.ToHexStringLower(password!.Bytes));
    }

    [Theory]
    [InlineData("a\tb\0c\u007fd\u0080e\u009ff\r\n", "616263646566")]
    [InlineData("\n", "")]
    public void Control_characters_are_left_out(string text, string expected)
    {
        using var password = KeystorePassword.FromText(text, out _);
        Assert.Equal(expected, Convert.ToHexStringLower(password!.Bytes));
    }

    [Fact]
    public void A_files_mark_and_line_end_are_not_of_the_password()
    {
        byte[] content = [0xEF, 0xBB, 0xBF, .. "contraseña\r\n"u8];
        using var password = KeystorePassword.FromFile(content, out _);
        using var typed = KeystorePassword.FromText("contraseña", out _);
        Assert.Equal(typed!.Bytes, password!.Bytes);
        Assert.Equal("636f6e74726173656ecc83610a", Convert.ToHexStringLower(typed.ToFile()));
    }

    [Fact]
    public void What_is_no_text_or_too_long_is_refused()
    {
        Assert.Null(KeystorePassword.FromFile([0xC3, 0x28], out var problem));
        Assert.Contains("UTF-8", problem, StringComparison.Ordinal);
        Assert.Null(KeystorePassword.FromFile(new byte[KeystorePassword.MaxBytes + 1], out problem));
        Assert.Contains("more than", problem, StringComparison.Ordinal);
        Assert.Null(KeystorePassword.FromText("\ud800", out problem));
        Assert.Equal("is no text", problem);
        Assert.Null(KeystorePassword.FromText("x\udc00", out problem));
        Assert.Equal("is no text", problem);

        // One letter becomes eighteen.
        Assert.Null(KeystorePassword.FromText(new string('ﷺ', 1_000), out problem));
        Assert.Contains("more than", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Neither_password_nor_key_is_shown()
    {
        using var password = KeystoreSamples.Password("hunter2");
        using var key = KeystoreSamples.Secret(0);
        Assert.Equal("a password", $"{password}");
        Assert.Equal("a secret key", $"{key}");
        var keystore = KeystoreSamples.Seal(0, "hunter2");
        var secret = Convert.ToHexStringLower(key.Reveal().AsSpan());
        var loaded = new LoadedKey(KeystoreSamples.Pubkey(0), key, "file");
        foreach (var shown in (string[])[$"{keystore}", $"{loaded}", Encoding.UTF8.GetString(KeystoreJson.Write(keystore))])
        {
            Assert.DoesNotContain(secret, shown, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("hunter2", shown, StringComparison.Ordinal);
        }

        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.Reveal());
    }
}
