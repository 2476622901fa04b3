using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Consensoor.Interop.Engine.JsonRpc.Auth;

namespace Consensoor.Interop.Engine.Server;

/// <summary>
/// Judges the token of a request at the Engine API (`execution-apis`, authentication): HS256 under the shared secret, `iat` within 60 s.
/// </summary>
internal static class JwtGuard
{
    private const string Scheme = "Bearer ";

    // A token with an id and a client version has some 200 letters.
    private const int MaxLength = 4 * 1024;
    private const int MaxDepth = 4;

    /// <summary>Says why a request is refused; null where its token is good.</summary>
    public static string? Problem(JwtSecret secret, string? authorization, DateTimeOffset now)
    {
        if (authorization is null || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return "missing token";
        }

        var token = authorization[Scheme.Length..].Trim();
        var parts = token.Split('.');
        if (token.Length > MaxLength || parts.Length != 3 || !Ascii.IsValid(token))
        {
            return "the token is none";
        }

        if (Decode(parts[0]) is not { } header || Decode(parts[1]) is not { } claims || Decode(parts[2]) is not { } signature)
        {
            return "the token is not base64url";
        }

        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret.Key, Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), expected);
        if (!CryptographicOperations.FixedTimeEquals(expected, signature))
        {
            return "the token's signature is invalid";
        }

        if (Member(header, "alg"u8, out _) != "HS256")
        {
            return "the token is not signed with HS256";
        }

        Member(claims, "iat"u8, out var issued);
        return issued is not { } seconds ? "the token has no iat"
            : Math.Abs(seconds - now.ToUnixTimeSeconds()) > JwtToken.Tolerance.TotalSeconds ? "stale token: its iat is more than 60 s away"
            : null;
    }

    private static byte[]? Decode(string text)
    {
        if (!Base64Url.IsValid(text))
        {
            return null;
        }

        var bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        return Base64Url.TryDecodeFromChars(text, bytes, out var written) ? bytes[..written] : null;
    }

    // The text of a member, or its whole number; nulls where it is neither, or there is no such thing.
    private static string? Member(byte[] json, ReadOnlySpan<byte> name, out double? number)
    {
        number = null;
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isIt = reader.ValueTextEquals(name);
                reader.Read();
                if (isIt)
                {
                    number = reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var value) ? value : null;
                    return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                }

                reader.Skip();
            }

            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The reader has no other way to say it: no JSON, or text that is no UTF-8.
            return null;
        }
    }
}
