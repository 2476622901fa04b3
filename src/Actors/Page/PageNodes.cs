using System.Globalization;
using System.Text;

namespace Consensoor.Actors.Page;

/// <summary>The other nodes that a page may ask: those of `?nodes=`, and those of this process on other ports of the same host.</summary>
internal static class PageNodes
{
    /// <summary>The nodes that are shown side by side at most.</summary>
    public const int Most = 16;

    private const int MostLetters = 128;

    /// <summary>
    /// Gives the origins of nodes (`http://HOST:PORT`, in ASCII, joined by commas); what is no such origin, or one too many, is left out,
    /// so that nothing else gets into a header.
    /// </summary>
    public static IReadOnlyList<string> Of(string? nodes, string host, IReadOnlyList<int> siblings) =>
    [
        .. (nodes ?? "").Split(',', StringSplitOptions.TrimEntries).Select(OriginOf)
            .Concat(siblings.Select(port => OriginOf($"http://{host}:{port.ToString(CultureInfo.InvariantCulture)}")))
            .OfType<string>().Distinct(StringComparer.Ordinal).Take(Most),
    ];

    private static string? OriginOf(string text) =>
        text.Length <= MostLetters
            && Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && (uri.Scheme is "http" or "https")
            && uri.UserInfo.Length == 0
            && uri.PathAndQuery == "/"
            && uri.Fragment.Length == 0
            && (Uri.CheckHostName(uri.DnsSafeHost) is UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6)
            && uri.GetLeftPart(UriPartial.Authority) is var origin
            && Ascii.IsValid(origin)
            ? origin
            : null;
}
