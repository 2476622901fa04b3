using System.Net.Http.Headers;
using System.Text;

namespace Consensoor.Interop.BeaconApi;

/// <summary>
/// A beacon node by its URL, which ends in a slash; the user that it may have is told to this node alone, and never shown.
/// </summary>
public sealed class BeaconServer(Uri url)
{
    /// <summary>Host and port.</summary>
    public string Name => url.Authority;

    /// <summary>The URL without its user.</summary>
    public Uri Bare { get; } = Without(url);

    /// <summary>The user and password; null for none.</summary>
    public AuthenticationHeaderValue? Password { get; } = url.UserInfo.Length == 0 ? null : new(
        "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(url.UserInfo))));

    /// <summary>True for a URL of the same scheme, host and port, where the password may go too.</summary>
    public bool Is(Uri other) => url.Host == other.Host && url.Port == other.Port && url.Scheme == other.Scheme;

    /// <summary>Gives a URL without a user.</summary>
    public static Uri Without(Uri url) => url.UserInfo.Length == 0 ? url : new UriBuilder(url) { UserName = "", Password = "" }.Uri;
}
