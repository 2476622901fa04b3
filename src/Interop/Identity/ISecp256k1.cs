namespace Consensoor.Interop.Identity;

/// <summary>
/// The operations of the curve secp256k1 that libp2p and discv5 need. Secret keys are 32 bytes big-endian, public keys 33 bytes compressed,
/// signatures 64 bytes r || s. False stands for input that is no key or no signature; spans of another length throw ArgumentException.
/// May be used from any thread.
/// </summary>
public interface ISecp256k1
{
    /// <summary>Tells whether a number is a secret key: neither zero nor at or above the group order.</summary>
    bool IsSecretKey(ReadOnlySpan<byte> secretKey);

    /// <summary>Computes the public key of a secret key.</summary>
    bool TryGetPublicKey(ReadOnlySpan<byte> secretKey, Span<byte> publicKey);

    /// <summary>Computes x || y, 64 bytes, of a public key; false where it is no point of the curve.</summary>
    bool TryDecompress(ReadOnlySpan<byte> publicKey, Span<byte> point);

    /// <summary>Signs a 32-byte hash deterministically (RFC 6979) with s in the lower half; false for what is no secret key.</summary>
    bool TrySign(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> hash, Span<byte> signature);

    /// <summary>Verifies a signature over a 32-byte hash; one whose s is in the upper half is refused.</summary>
    bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature);

    /// <summary>Multiplies a public key with a secret key in constant time and gives the product compressed, 33 bytes.</summary>
    bool TryMultiply(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> publicKey, Span<byte> product);
}
