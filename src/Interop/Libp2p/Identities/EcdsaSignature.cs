using System.Security.Cryptography;
using Consensoor.Interop.Identity;

namespace Consensoor.Interop.Libp2p.Identities;

/// <summary>Verifies ECDSA signatures by keys on P-256 and P-384, as SubjectPublicKeyInfo has them.</summary>
internal static class EcdsaSignature
{
    private static ReadOnlySpan<byte> P256 => [0x06, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 0x06, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];

    private static ReadOnlySpan<byte> P384 => [0x06, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 0x06, 5, 0x2b, 0x81, 4, 0, 0x22];

    /// <summary>
    /// Verifies a DER signature over a message's hash; false for keys of another curve or form, points off the curve, and anything
    /// malformed.
    /// </summary>
    public static bool Verify(
        ReadOnlySpan<byte> subjectPublicKeyInfo, HashAlgorithmName hash, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (!TryKey(subjectPublicKeyInfo, out var parameters))
        {
            return false;
        }

        try
        {
            using var key = ECDsa.Create(parameters);
            return key.VerifyData(message, signature, hash, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            // A point that is not on the curve, or a signature that is no DER.
            return false;
        }
    }

    private static bool TryKey(ReadOnlySpan<byte> subjectPublicKeyInfo, out ECParameters parameters)
    {
        parameters = default;
        var outer = new DerReader(subjectPublicKeyInfo);
        if (!outer.TryRead(DerReader.Sequence, out var info) || !outer.IsEmpty)
        {
            return false;
        }

        var parts = new DerReader(info);
        if (!parts.TryRead(DerReader.Sequence, out var algorithm) || !parts.TryRead(DerReader.BitString, out var bits) || !parts.IsEmpty)
        {
            return false;
        }

        var size = algorithm.SequenceEqual(P256) ? 32 : algorithm.SequenceEqual(P384) ? 48 : 0;
        // No unused bits, the uncompressed form, x and y.
        if (size == 0 || bits.Length != 2 + (2 * size) || bits[0] != 0 || bits[1] != 4)
        {
            return false;
        }

        parameters = new ECParameters
        {
            Curve = size == 32 ? ECCurve.NamedCurves.nistP256 : ECCurve.NamedCurves.nistP384,
            Q = new ECPoint { X = bits.Slice(2, size).ToArray(), Y = bits[(2 + size)..].ToArray() },
        };
        return true;
    }
}
