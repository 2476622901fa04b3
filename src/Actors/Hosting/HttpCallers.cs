using System.Net;
using Akka.Configuration;

namespace Consensoor.Actors.Hosting;

/// <summary>
/// From which pages callers of the Beacon API may come, and under which names of this machine (`consensoor.http.origins`, `.hosts`).
/// </summary>
public sealed record HttpCallers
{
    /// <summary>The most that each of the two may list.</summary>
    public const int Most = 64;

    /// <summary>What `http.origins` must be.</summary>
    public const string OriginsExpected = "origins as http://HOST:PORT, joined by commas";

    /// <summary>What `http.hosts` must be.</summary>
    public const string HostsExpected = "names of hosts, joined by commas";

    /// <summary>The pages of elsewhere whose scripts may read answers.</summary>
    public IReadOnlySet<string> Origins { get; init; } = new HashSet<string>();

    /// <summary>The names under which callers may come, beside IP addresses and localhost; null where any will do.</summary>
    public IReadOnlySet<string>? Hosts { get; init; }

    /// <summary>The ports of the Beacon APIs of this process, whose pages may read those of each other.</summary>
    public IReadOnlyList<int> Siblings { get; init; } = [];

    /// <summary>
    /// Reads them from `consensoor`, for a server that listens on an address. Where that is of this machine alone no name but localhost is
    /// taken, unless it is listed: a page of elsewhere whose name leads here could else read and write as if it were of this machine.
    /// </summary>
    public static HttpCallers From(Config consensoor, IPAddress? address, IReadOnlyList<int> siblings)
    {
        var hosts = ListOf(consensoor.GetString("http.hosts"));
        return new HttpCallers
        {
            Origins = ListOf(consensoor.GetString("http.origins")),
            Hosts = hosts.Count > 0 || (address is not null && IPAddress.IsLoopback(address)) ? hosts : null,
            Siblings = siblings,
        };
    }

    /// <summary>True for a list of origins, which may be empty.</summary>
    public static bool AreOrigins(string text) => ListOf(text) is { Count: <= Most } all && all.All(static one =>
        Uri.TryCreate(one, UriKind.Absolute, out var uri)
        && (uri.Scheme is "http" or "https")
        && uri.GetLeftPart(UriPartial.Authority) == one);

    /// <summary>True for a list of names, which may be empty.</summary>
    public static bool AreHosts(string text) => ListOf(text) is { Count: <= Most } all
        && all.All(static one => Uri.CheckHostName(one) is not UriHostNameType.Unknown);

    /// <summary>True where a request that names a host may be answered.</summary>
    public bool TakesHost(string host) => Hosts is null
        || host.Length == 0
        || IPAddress.TryParse(host.Trim('[', ']'), out _)
        || string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || Hosts.Contains(host.ToLowerInvariant());

    /// <summary>True where a page of an origin may read what is answered to a request that named a host.</summary>
    public bool MayRead(string origin, string host) => Origins.Contains(origin)
        || (Siblings.Count > 0
            && Uri.TryCreate(origin, UriKind.Absolute, out var uri)
            && uri.Scheme == "http"
            && string.Equals(uri.Host, host, StringComparison.OrdinalIgnoreCase)
            && Siblings.Contains(uri.Port));

    private static HashSet<string> ListOf(string? text) =>
    [
        .. (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(static one => one.ToLowerInvariant()),
    ];
}
