using Consensoor.Interop.Keys.Remote;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Actors.Hosting.Keys;

/// <summary>
/// Signers elsewhere by their URLs, each made at its first use, at most <see cref="Most"/>; disposing of it disposes of them. The usual one
/// is that the node was started with. Not thread-safe.
/// </summary>
internal sealed class RemoteSigners(RemoteSignerOptions options, Uri? usual, ChainSpec spec, Root genesisValidatorsRoot) : IDisposable
{
    /// <summary>The most signers; each keeps connections of its own.</summary>
    public const int Most = 64;

    private readonly Dictionary<Uri, RemoteSigner> _byUrl = [];

    /// <summary>The URL that the node was started with; null for none.</summary>
    public Uri? Usual => usual;

    /// <summary>A signer at a URL, without keys at first; null and the reason where there are too many.</summary>
    public RemoteSigner? Of(Uri url, out string? problem)
    {
        problem = null;
        if (_byUrl.TryGetValue(url, out var known))
        {
            return known;
        }

        if (_byUrl.Count == Most)
        {
            problem = $"there are {Most} signers elsewhere already";
            return null;
        }

        return _byUrl[url] = RemoteSigner.Without(options with { Url = url }, spec, genesisValidatorsRoot, ManagedBls.Shared);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var signer in _byUrl.Values)
        {
            signer.Dispose();
        }
    }
}
