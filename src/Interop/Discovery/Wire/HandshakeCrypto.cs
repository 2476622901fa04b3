using System.Security.Cryptography;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Identity;

namespace Consensoor.Interop.Discovery.Wire;

/// <summary>Key agreement and identity proof of discv5.1 for the scheme v4 (`discv5-theory.md`, handshake steps).</summary>
public static class HandshakeCrypto
{
    /// <summary>
    /// Derives the keys of a session between initiator A and recipient B from one's secret key and the other's public key (ephemeral and
    /// static); null where that is no point of the curve.
    /// </summary>
    public static SessionKeys? DeriveKeys(
        NodeKey secret, ReadOnlySpan<byte> publicKey, NodeId initiator, NodeId recipient, ReadOnlySpan<byte> challengeData)
    {
        Span<byte> shared = stackalloc byte[NodeKey.PublicKeyLength];
        return secret.TryShare(publicKey, shared) ? DeriveKeys(shared, initiator, recipient, challengeData) : null;
    }

    /// <summary>Derives the keys of a session from what a key agreement gave, 33 bytes.</summary>
    internal static SessionKeys DeriveKeys(
        ReadOnlySpan<byte> shared, NodeId initiator, NodeId recipient, ReadOnlySpan<byte> challengeData)
    {
        Span<byte> keys = stackalloc byte[32];
        byte[] info = [.. "discovery v5 key agreement"u8, .. initiator.Bytes.AsSpan(), .. recipient.Bytes.AsSpan()];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, shared, keys, challengeData, info);
        return new SessionKeys(keys[..16].ToArray(), keys[16..].ToArray());
    }

    /// <summary>Signs a challenge with the node's key.</summary>
    public static byte[] Sign(NodeKey key, ReadOnlySpan<byte> challengeData, ReadOnlySpan<byte> ephemeralKey, NodeId recipient) =>
        key.Sign(Hash(challengeData, ephemeralKey, recipient));

    /// <summary>Verifies the signature over a challenge that the recipient made.</summary>
    public static bool Verify(
        ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> challengeData, ReadOnlySpan<byte> ephemeralKey,
        NodeId recipient) =>
        NodeKey.Verify(publicKey, Hash(challengeData, ephemeralKey, recipient), signature);

    private static byte[] Hash(ReadOnlySpan<byte> challengeData, ReadOnlySpan<byte> ephemeralKey, NodeId recipient) =>
        SHA256.HashData([.. "discovery v5 identity proof"u8, .. challengeData, .. ephemeralKey, .. recipient.Bytes.AsSpan()]);
}
