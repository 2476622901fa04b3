using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Consensoor.Interop.Engine.JsonRpc.Auth;

/// <summary>
/// Makes the token of a request: HS256 over a header and the claim `iat` in seconds, good for 60 s at the execution layer.
/// </summary>
internal static class JwtToken
{
    /// <summary>How far the clocks may be apart (`execution-apis`, authentication).</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(60);

    private static readonly string Header = Base64Url.EncodeToString("{\"alg\":\"HS256\",\"typ\":\"JWT\"}"u8);

    /// <summary>Makes a token that says when it was made.</summary>
    public static string Create(JwtSecret secret, DateTimeOffset now)
    {
        var claims = string.Create(CultureInfo.InvariantCulture, $"{{\"iat\":{now.ToUnixTimeSeconds()}}}");
        var signed = $"{Header}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";
        Span<byte> signature = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret.Key, Encoding.UTF8.GetBytes(signed), signature);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }
}
