using Consensoor.Interop.Identity;
using NSec.Cryptography;

namespace Consensoor.Interop.Libp2p.Identities;

/// <summary>An identity of the kind that most libp2p hosts outside of Ethereum have.</summary>
public sealed class Ed25519Identity : IPeerIdentity, IDisposable
{
    /// <summary>Bytes of the secret seed (RFC 8032).</summary>
    public const int SeedLength = 32;

    private readonly Key _key;

    private Ed25519Identity(Key key)
    {
        _key = key;
        PublicKey = new PeerPublicKey(PeerKeyType.Ed25519, key.PublicKey.Export(KeyBlobFormat.RawPublicKey));
        PeerId = PeerId.FromPublicKey(PublicKey);
    }

    /// <inheritdoc />
    public PeerPublicKey PublicKey { get; }

    /// <inheritdoc />
    public PeerId PeerId { get; }

    /// <summary>Makes the identity of a seed; throws ArgumentException for another length than 32 bytes.</summary>
    public static Ed25519Identity FromSeed(ReadOnlySpan<byte> seed) =>
        seed.Length == SeedLength
            ? new Ed25519Identity(Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey))
            : throw new ArgumentException($"a seed has {SeedLength} bytes, not {seed.Length}", nameof(seed));

    /// <inheritdoc />
    public byte[] Sign(ReadOnlySpan<byte> message) => SignatureAlgorithm.Ed25519.Sign(_key, message);

    /// <summary>Wipes the secret.</summary>
    public void Dispose() => _key.Dispose();
}
