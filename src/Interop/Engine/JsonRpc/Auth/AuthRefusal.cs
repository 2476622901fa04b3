using System.Globalization;
using System.Net;

namespace Consensoor.Interop.Engine.JsonRpc.Auth;

/// <summary>Says why an execution layer refuses a request with 401 or 403: the clocks, the secret, or that none was given.</summary>
internal static class AuthRefusal
{
    // Words with which execution layers speak of a token's time.
    private static readonly string[] OfTime = ["stale", "iat", "issued", "expired", "future", "too old", "drift", "skew"];

    /// <summary>
    /// Says it from the answer's Date header, which tells how far the clocks are apart, and else from the text of the answer.
    /// </summary>
    public static string Explain(HttpStatusCode status, bool hasSecret, DateTimeOffset? theirs, DateTimeOffset ours, string text)
    {
        var refused = string.Create(CultureInfo.InvariantCulture, $"it refuses the node's requests ({(int)status})");
        var said = text.Length == 0 ? "" : $"; it says: {text}";
        if (!hasSecret)
        {
            return $"{refused}: it wants a token, and no JWT secret is given{said}";
        }

        var apart = theirs is { } date ? date - ours : TimeSpan.Zero;
        if (apart.Duration() > JwtToken.Tolerance)
        {
            var side = apart > TimeSpan.Zero ? "ahead of" : "behind";
            return $"{refused}: clock skew: its clock is more than {JwtToken.Tolerance.TotalSeconds:0} s {side} the node's{said}";
        }

        return OfTime.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase))
            ? $"{refused}: clock skew: it does not take the time of the token{said}"
            : $"{refused}: the JWT secrets differ{said}";
    }
}
