using System.Security.Cryptography;
using Consensoor.Interop.Identity;
using NSec.Cryptography;

namespace Consensoor.Interop.Libp2p.Identities;

/// <summary>Verifies signatures of peers by the kind of their key.</summary>
public static class PeerSignature
{
    /// <summary>
    /// Tells whether keys of a kind can be verified with: secp256k1 and Ed25519, the kinds that Ethereum's peers have, and ECDSA on P-256
    /// and P-384.
    /// </summary>
    public static bool IsSpoken(PeerKeyType type) => type is PeerKeyType.Secp256k1 or PeerKeyType.Ed25519 or PeerKeyType.Ecdsa;

    /// <summary>Verifies a signature over a message; false for keys of other kinds, and for anything malformed.</summary>
    public static bool Verify(PeerPublicKey key, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) => key.Type switch
    {
        PeerKeyType.Secp256k1 => NodeKey.VerifyMessage(key.Data, message, signature),
        PeerKeyType.Ed25519 => VerifyEd25519(key.Data, message, signature),
        PeerKeyType.Ecdsa => EcdsaSignature.Verify(key.Data, HashAlgorithmName.SHA256, message, signature),
        _ => false,
    };

    private static bool VerifyEd25519(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        signature.Length == SignatureAlgorithm.Ed25519.SignatureSize
        && PublicKey.TryImport(SignatureAlgorithm.Ed25519, key, KeyBlobFormat.RawPublicKey, out var publicKey)
        && SignatureAlgorithm.Ed25519.Verify(publicKey!, message, signature);
}
