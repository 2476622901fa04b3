using NSec.Cryptography;

namespace Consensoor.Interop.Libp2p.Noise;

/// <summary>A key pair of X25519 (RFC 7748).</summary>
public sealed class NoiseKeyPair : IDisposable
{
    /// <summary>Bytes of a key and of what two keys share.</summary>
    public const int KeyLength = 32;

    private readonly Key _key;

    /// <summary>The pair of a secret; throws ArgumentException for another length than 32 bytes.</summary>
    public NoiseKeyPair(ReadOnlySpan<byte> secret)
    {
        if (secret.Length != KeyLength)
        {
            throw new ArgumentException($"a secret has {KeyLength} bytes, not {secret.Length}", nameof(secret));
        }

        _key = Key.Import(KeyAgreementAlgorithm.X25519, secret, KeyBlobFormat.RawPrivateKey);
        Public = _key.PublicKey.Export(KeyBlobFormat.RawPublicKey);
    }

    /// <summary>The public key.</summary>
    public ReadOnlyMemory<byte> Public { get; }

    /// <summary>Makes a fresh pair; <paramref name="random"/> fills memory with secret bytes.</summary>
    public static NoiseKeyPair Create(Action<Memory<byte>> random)
    {
        var secret = new byte[KeyLength];
        random(secret);
        var pair = new NoiseKeyPair(secret);
        System.Security.Cryptography.CryptographicOperations.ZeroMemory(secret);
        return pair;
    }

    /// <summary>
    /// Computes what is shared with another's public key; false for a point of small order, with which nothing is secret.
    /// </summary>
    public bool TryShare(ReadOnlySpan<byte> publicKey, Span<byte> shared)
    {
        if (!PublicKey.TryImport(KeyAgreementAlgorithm.X25519, publicKey, KeyBlobFormat.RawPublicKey, out var other))
        {
            return false;
        }

        var exportable = new SharedSecretCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport };
        using var secret = KeyAgreementAlgorithm.X25519.Agree(_key, other!, exportable);
        return secret is not null
            && secret.TryExport(SharedSecretBlobFormat.RawSharedSecret, shared, out var length) && length == KeyLength;
    }

    /// <summary>Wipes the secret.</summary>
    public void Dispose() => _key.Dispose();
}
