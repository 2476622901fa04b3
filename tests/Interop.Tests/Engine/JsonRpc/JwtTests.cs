using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Consensoor.Interop.Engine.JsonRpc.Auth;
using Consensoor.Interop.Tests.Engine.Stub;
using Xunit;

namespace Consensoor.Interop.Tests.Engine.JsonRpc;

/// <summary>The secret in its file, and the tokens made of it.</summary>
public sealed class JwtTests
{
    private static readonly string Hex = new('7', 64);

    [Theory]
    [InlineData("")]
    [InlineData("0x")]
    [InlineData("0X")]
    public void ASecretIsReadWithItsPrefixAndWithout(string prefix)
    {
        using var folder = new TemporaryFolder();
        foreach (var (before, after) in ((string, string)[])[("", ""), ("", "\n"), (" ", "\r\n"), ("\uFEFF", "\n")])
        {
            var file = Path.Combine(folder.Path, "jwt");
            File.WriteAllText(file, before + prefix + Hex + after);
            Assert.NotNull(JwtSecret.Load(file, out var problem));
            Assert.Null(problem);
        }
    }

    [Theory]
    [InlineData("", "the secret has 0 hex digits, not 64")]
    [InlineData("0x", "the secret has 0 hex digits, not 64")]
    [InlineData("0x7777", "the secret has 4 hex digits, not 64")]
    [InlineData("0x77 77", "the secret is not hex: letter 3 is none of its digits")]
    [InlineData("secret", "the secret is not hex: letter 1 is none of its digits")]
    public void WhatIsNoSecretIsRefused(string text, string expected)
    {
        Assert.Null(JwtSecret.Parse(text, out var problem));
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void ASecretOfAnotherLengthIsRefused()
    {
        Assert.Null(JwtSecret.Parse(Hex + "7", out var odd));
        Assert.Null(JwtSecret.Parse(Hex + "77", out var longer));
        Assert.Equal(("the secret has 65 hex digits, not 64", "the secret has 66 hex digits, not 64"), (odd, longer));
    }

    [Fact]
    public void AFileThatIsNotThereOrIsAnotherIsRefused()
    {
        using var folder = new TemporaryFolder();
        var missing = Path.Combine(folder.Path, "none");
        Assert.Null(JwtSecret.Load(missing, out var problem));
        Assert.Equal("there is no such file", problem);
        Assert.Null(JwtSecret.Load(folder.Path, out problem));
        Assert.Equal("the file is a folder, or may not be read", problem);
        foreach (var name in (string[])["", "a\0b"])
        {
            Assert.Null(JwtSecret.Load(name, out problem));
            Assert.Equal("no file has such a name", problem);
        }

        // The secret in place of its file is shown by none of them.
        foreach (var text in (string[])[Hex, Hex[1..], string.Concat(Enumerable.Repeat(Hex, 100)), Hex + "/" + Hex])
        {
            Assert.Null(JwtSecret.Load(text, out problem));
            Assert.DoesNotContain("777", problem, StringComparison.Ordinal);
        }

        var large = Path.Combine(folder.Path, "large");
        File.WriteAllBytes(large, new byte[1 << 20]);
        Assert.Null(JwtSecret.Load(large, out problem));
        Assert.Contains("more than 1024 bytes", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void ASecretDoesNotShowItself() => Assert.DoesNotContain("77", $"{JwtSecret.Parse(Hex, out _)}", StringComparison.Ordinal);

    [Fact]
    public void ATokenSaysWhenItWasMadeAndIsSigned()
    {
        var token = JwtToken.Create(JwtSecret.Parse(Hex, out _)!, DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_999)).Split('.');
        Assert.Equal("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token[0])));
        Assert.Equal("{\"iat\":1700000000}", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token[1])));
        var signature = HMACSHA256.HashData(Convert.FromHexString(Hex), Encoding.ASCII.GetBytes($"{token[0]}.{token[1]}"));
        Assert.Equal(signature, Base64Url.DecodeFromChars(token[2]));
    }

    [Fact]
    public async Task EachRequestHasATokenOfItsOwnTime()
    {
        var clock = new SteppedTime();
        await using var run = await EngineRun.Start(static _ => StubAnswer.Of(Answers.Status("VALID")), time: clock);
        for (var i = 0; i < 3; i++)
        {
            await run.Layer.NewPayload(Payloads.New(Spec.Config.ForkName.Deneb));
            clock.Ahead += TimeSpan.FromMinutes(10);
            run.Stub.Ahead += TimeSpan.FromMinutes(10);
        }

        Assert.Equal(3, run.Stub.Calls.Count);
    }

    private sealed class SteppedTime : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }
}
