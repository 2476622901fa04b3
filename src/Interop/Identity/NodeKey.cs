using System.Security.Cryptography;
using Consensoor.Spec.Crypto;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Identity;

/// <summary>
/// The secp256k1 key pair a node is known by: its discv5 node id, its libp2p peer id and the signature of its record follow from it. The
/// secret is shown by no member but <see cref="ExportSecret"/>. May be used from any thread.
/// </summary>
public sealed class NodeKey
{
    /// <summary>Bytes of a secret key.</summary>
    public const int SecretKeyLength = 32;

    /// <summary>Bytes of a compressed public key.</summary>
    public const int PublicKeyLength = 33;

    /// <summary>Bytes of a signature r || s.</summary>
    public const int SignatureLength = 64;

    private readonly byte[] _secret;
    private readonly byte[] _publicKey = new byte[PublicKeyLength];

    private NodeKey(ReadOnlySpan<byte> secret)
    {
        _secret = secret.ToArray();
        Curve.TryGetPublicKey(_secret, _publicKey);
        PeerKey = new PeerPublicKey(PeerKeyType.Secp256k1, _publicKey);
        PeerId = PeerId.FromPublicKey(PeerKey);
        TryGetNodeId(_publicKey, out var nodeId);
        NodeId = nodeId;
    }

    /// <summary>The curve all keys compute on.</summary>
    public static ISecp256k1 Curve { get; } = NativeSecp256k1.Instance;

    /// <summary>The public key, 33 bytes compressed.</summary>
    public ReadOnlySpan<byte> PublicKey => _publicKey;

    /// <summary>The public key as libp2p encodes it.</summary>
    public PeerPublicKey PeerKey { get; }

    /// <summary>The libp2p peer id.</summary>
    public PeerId PeerId { get; }

    /// <summary>The discv5 node id, keccak256 of the public key's x || y.</summary>
    public Bytes32 NodeId { get; }

    /// <summary>Makes a key of 32 secret bytes; null for zero, what is not below the group order, or another length.</summary>
    public static NodeKey? FromSecret(ReadOnlySpan<byte> secret) =>
        secret.Length == SecretKeyLength && Curve.IsSecretKey(secret) ? new NodeKey(secret) : null;

    /// <summary>
    /// Makes a fresh key; <paramref name="random"/> fills a span with 32 secret bytes (RandomNumberGenerator.Fill but in tests).
    /// </summary>
    public static NodeKey Create(Action<Memory<byte>> random)
    {
        var secret = new byte[SecretKeyLength];
        while (true)
        {
            random(secret);
            if (FromSecret(secret) is { } key)
            {
                CryptographicOperations.ZeroMemory(secret);
                return key;
            }
        }
    }

    /// <summary>Makes a fresh key from the system's randomness.</summary>
    public static NodeKey Create() => Create(static secret => RandomNumberGenerator.Fill(secret.Span));

    /// <summary>Computes the discv5 node id of a compressed public key; false where it is no point of the curve.</summary>
    public static bool TryGetNodeId(ReadOnlySpan<byte> publicKey, out Bytes32 nodeId)
    {
        nodeId = default;
        Span<byte> point = stackalloc byte[64];
        if (publicKey.Length != PublicKeyLength || !Curve.TryDecompress(publicKey, point))
        {
            return false;
        }

        Span<byte> hash = stackalloc byte[32];
        Keccak256.Hash(point, hash);
        nodeId = new Bytes32(hash);
        return true;
    }

    /// <summary>
    /// Verifies r || s over a 32-byte hash; false for keys, hashes and signatures of another form, and for s in the upper half.
    /// </summary>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature) =>
        publicKey.Length == PublicKeyLength && hash.Length == 32 && signature.Length == SignatureLength
        && Curve.Verify(publicKey, hash, signature);

    /// <summary>Verifies a DER signature over the SHA-256 of a message, as libp2p signs; false for anything of another form.</summary>
    public static bool VerifyMessage(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> der)
    {
        Span<byte> compact = stackalloc byte[SignatureLength];
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(message, hash);
        return DerSignature.TryDecode(der, compact) && Verify(publicKey, hash, compact);
    }

    /// <summary>Signs a 32-byte hash: r || s with s in the lower half. Throws ArgumentException for another length.</summary>
    public byte[] Sign(ReadOnlySpan<byte> hash)
    {
        var signature = new byte[SignatureLength];
        return Curve.TrySign(_secret, hash, signature) ? signature : throw new CryptographicException("no signature could be made");
    }

    /// <summary>Signs the SHA-256 of a message and gives the signature as DER, as libp2p does.</summary>
    public byte[] SignMessage(ReadOnlySpan<byte> message)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(message, hash);
        return DerSignature.Encode(Sign(hash));
    }

    /// <summary>
    /// Multiplies another's compressed public key with the secret, which is the shared secret of discv5: 33 bytes compressed. False where
    /// it is no point of the curve.
    /// </summary>
    public bool TryShare(ReadOnlySpan<byte> publicKey, Span<byte> shared) =>
        publicKey.Length == PublicKeyLength && Curve.TryMultiply(_secret, publicKey, shared);

    /// <summary>A copy of the secret, 32 bytes, for whoever stores it.</summary>
    public byte[] ExportSecret() => [.. _secret];

    /// <summary>The peer id, never the secret.</summary>
    public override string ToString() => PeerId.ToString();
}
