using Consensoor.Interop.Keys.Remote;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Actors.Hosting.Keys;

/// <summary>
/// Signers elsewhere by their URLs, each made with its first key and disposed of with its last, at most <see cref="Most"/>; disposing of it
/// disposes of them all. The usual one is that the node was started with. Not thread-safe.
/// </summary>
internal sealed class RemoteSigners(RemoteSignerOptions options, Uri? usual, ChainSpec spec, Root genesisValidatorsRoot) : IDisposable
{
    /// <summary>The most signers; each keeps connections of its own.</summary>
    public const int Most = 64;

    private readonly Dictionary<Uri, RemoteSigner> _byUrl = [];

    /// <summary>The chain that they sign for, by the root of its genesis validators.</summary>
    public Root GenesisValidatorsRoot => genesisValidatorsRoot;

    /// <summary>The URL that the node was started with; null for none.</summary>
    public Uri? Usual => usual;

    /// <summary>
    /// Has the signer at a URL act for a key; null and the reason where there are too many, or the key is none.
    /// </summary>
    public RemoteSigner? Take(Uri url, BLSPubkey pubkey, out string? problem)
    {
        if (!_byUrl.TryGetValue(url, out var signer))
        {
            if (_byUrl.Count == Most)
            {
                problem = $"there are {Most} signers elsewhere already";
                return null;
            }

            signer = RemoteSigner.Without(options with { Url = url }, spec, genesisValidatorsRoot, ManagedBls.Shared);
            _byUrl.Add(url, signer);
        }

        problem = signer.Add(pubkey);
        Release(url, signer);
        return problem is null ? signer : null;
    }

    /// <summary>Has the signer at a URL, if any, act for a key no more, which nothing is signed with by now.</summary>
    public void Drop(Uri url, BLSPubkey pubkey)
    {
        if (_byUrl.TryGetValue(url, out var signer))
        {
            signer.Forget(pubkey);
            Release(url, signer);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var signer in _byUrl.Values)
        {
            signer.Dispose();
        }
    }

    private void Release(Uri url, RemoteSigner signer)
    {
        if (signer.IsIdle)
        {
            _byUrl.Remove(url);
            signer.Dispose();
        }
    }
}
