using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Consensoor.Interop.Engine.JsonRpc.Auth;
using Consensoor.Interop.Engine.Server;
using Consensoor.Interop.Tests.Engine.Stub;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Engine.Server;

/// <summary>Who has no good token is answered 401, and nothing of the request is read.</summary>
public sealed class JwtGuardTests
{
    private const string Header = """{"alg":"HS256","typ":"JWT"}""";
    private static readonly JwtSecret Secret = JwtSecret.Parse(StubEngine.Secret, out _)!;
    private static readonly long Now = ServerRun.Now.ToUnixTimeSeconds();

    [Fact]
    public void TheNodesOwnTokenIsGood() =>
        Assert.Null(JwtGuard.Problem(Secret, "Bearer " + JwtToken.Create(Secret, ServerRun.Now), ServerRun.Now));

    [Theory]
    [InlineData(0, true)]
    [InlineData(60, true)]
    [InlineData(-60, true)]
    [InlineData(61, false)]
    [InlineData(-61, false)]
    [InlineData(-100_000_000, false)]
    public void ATokenIsGoodForAMinute(int seconds, bool isGood) =>
        Assert.Equal(isGood, Judge(Token(Header, $$"""{"iat":{{Now + seconds}}}""")) is null);

    [Theory]
    [InlineData("""{"id":"x","clv":"y","iat":NOW,"exp":1}""", null)]
    [InlineData("""{"iat":"NOW"}""", "has no iat")]
    [InlineData("""{"iat":null}""", "has no iat")]
    [InlineData("""{"iat":1e400}""", "stale token")]
    [InlineData("""{}""", "has no iat")]
    [InlineData("""[NOW]""", "has no iat")]
    [InlineData("""{"x":{"iat":NOW}}""", "has no iat")]
    [InlineData("""{"iat":NOW""", "has no iat")]
    [InlineData("", "has no iat")]
    public void ClaimsAreJudged(string claims, string? problem)
    {
        var said = Judge(Token(Header, claims.Replace("NOW", $"{Now}", StringComparison.Ordinal)));
        if (problem is null)
        {
            Assert.Null(said);
        }
        else
        {
            Assert.Contains(problem, said, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"alg":"none"}""")]
    [InlineData("""{"alg":"HS512"}""")]
    [InlineData("""{"alg":["HS256"]}""")]
    [InlineData("""{}""")]
    [InlineData("x")]
    public void AnotherAlgorithmIsRefused(string header) =>
        Assert.Equal("the token is not signed with HS256", Judge(Token(header, $$"""{"iat":{{Now}}}""")));

    [Theory]
    [InlineData(null, "missing token")]
    [InlineData("", "missing token")]
    [InlineData("Basic dTpw", "missing token")]
    [InlineData("Bearer ", "the token is none")]
    [InlineData("Bearer a.b", "the token is none")]
    [InlineData("Bearer a.b.c.d", "the token is none")]
    [InlineData("Bearer é.b.c", "the token is none")]
    [InlineData("Bearer !.!.!", "the token is not base64url")]
    public void WhatIsNoTokenIsRefused(string? header, string problem) =>
        Assert.Equal(problem, JwtGuard.Problem(Secret, header, ServerRun.Now));

    [Fact]
    public void AChangedTokenIsRefused() =>
        Gen.Select(Gen.Int[0, 1 << 20], Gen.Char.AlphaNumeric).Sample(static (at, letter) =>
        {
            var token = JwtToken.Create(Secret, ServerRun.Now).ToCharArray();
            var index = at % token.Length;
            var isSame = token[index] == letter;
            token[index] = letter;

            // The last letter of a signature has bits that stand for nothing.
            Assert.True(isSame || index == token.Length - 1 || Judge(new string(token)) is not null);
        });

    [Fact]
    public async Task TheServerReadsNothingOfAStranger()
    {
        using var run = new ServerRun(hasSecret: true);
        var isRead = false;
        var answer = await run.Server.Answer(
            new EngineHttpRequest("POST", "/"),
            _ =>
            {
                isRead = true;
                return ValueTask.FromResult<ReadOnlyMemory<byte>?>(default(ReadOnlyMemory<byte>));
            },
            ServerRun.Now);
        Assert.Equal((401, false), (answer.Status, isRead));
        Assert.Equal("missing token", Encoding.UTF8.GetString(answer.Body.Span));
    }

    private static string? Judge(string token) => JwtGuard.Problem(Secret, $"Bearer {token}", ServerRun.Now);

    private static string Token(string header, string claims)
    {
        var signed = $"{Url(header)}.{Url(claims)}";
        var signature = HMACSHA256.HashData(Convert.FromHexString(StubEngine.Secret[2..]), Encoding.ASCII.GetBytes(signed));
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Url(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
