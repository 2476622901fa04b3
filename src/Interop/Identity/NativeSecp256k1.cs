using Secp256k1Net;

namespace Consensoor.Interop.Identity;

/// <summary>The curve by libsecp256k1 (package Secp256k1.Net), which `bench/Identity` measured to be the fastest one served.</summary>
public sealed class NativeSecp256k1 : ISecp256k1
{
    private const int ParsedKey = 64;
    private const int ParsedSignature = 64;

    private static readonly EcdhHashFunction TakePoint = (output, x, y, _) =>
    {
        x.CopyTo(output);
        _parity = (byte)(2 | (y[31] & 1));
        return 1;
    };

    /// <summary>The sign of the product's y, which the callback has no other place for.</summary>
    [ThreadStatic]
    private static byte _parity;

    private readonly Secp256k1 _context = new();

    /// <summary>The one instance; the native context in it is read only after it is made.</summary>
    public static NativeSecp256k1 Instance { get; } = new();

    /// <inheritdoc/>
    public bool IsSecretKey(ReadOnlySpan<byte> secretKey) =>
        _context.EcSeckeyVerify(Exactly(secretKey, NodeKey.SecretKeyLength, nameof(secretKey)));

    /// <inheritdoc/>
    public bool TryGetPublicKey(ReadOnlySpan<byte> secretKey, Span<byte> publicKey)
    {
        Exactly(publicKey, NodeKey.PublicKeyLength, nameof(publicKey));
        Span<byte> parsed = stackalloc byte[ParsedKey];
        return _context.EcPubkeyCreate(parsed, Exactly(secretKey, NodeKey.SecretKeyLength, nameof(secretKey)))
            && Serialize(parsed, publicKey, Secp256k1EcFlags.Compressed);
    }

    /// <inheritdoc/>
    public bool TryDecompress(ReadOnlySpan<byte> publicKey, Span<byte> point)
    {
        Exactly(point, 64, nameof(point));
        Span<byte> parsed = stackalloc byte[ParsedKey];
        Span<byte> full = stackalloc byte[65];
        if (!TryParse(publicKey, parsed) || !Serialize(parsed, full, Secp256k1EcFlags.Uncompressed))
        {
            return false;
        }

        full[1..].CopyTo(point);
        return true;
    }

    /// <inheritdoc/>
    public bool TrySign(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> hash, Span<byte> signature)
    {
        Exactly(signature, NodeKey.SignatureLength, nameof(signature));
        Span<byte> parsed = stackalloc byte[ParsedSignature];
        return _context.EcdsaSign(
                parsed, Exactly(hash, 32, nameof(hash)), Exactly(secretKey, NodeKey.SecretKeyLength, nameof(secretKey)))
            && _context.EcdsaSignatureSerializeCompact(signature, parsed);
    }

    /// <inheritdoc/>
    public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature)
    {
        Span<byte> key = stackalloc byte[ParsedKey];
        Span<byte> parsed = stackalloc byte[ParsedSignature];
        return TryParse(publicKey, key)
            && _context.EcdsaSignatureParseCompact(parsed, Exactly(signature, NodeKey.SignatureLength, nameof(signature)))
            && _context.EcdsaVerify(parsed, Exactly(hash, 32, nameof(hash)), key);
    }

    /// <inheritdoc/>
    public bool TryMultiply(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> publicKey, Span<byte> product)
    {
        Exactly(product, NodeKey.PublicKeyLength, nameof(product));
        Span<byte> key = stackalloc byte[ParsedKey];
        var secret = Exactly(secretKey, NodeKey.SecretKeyLength, nameof(secretKey));
        if (!TryParse(publicKey, key) || !_context.Ecdh(product[1..], key, secret, TakePoint, IntPtr.Zero))
        {
            return false;
        }

        product[0] = _parity;
        return true;
    }

    private static ReadOnlySpan<byte> Exactly(ReadOnlySpan<byte> bytes, int length, string name) =>
        bytes.Length == length ? bytes : throw new ArgumentException($"{length} bytes are needed, not {bytes.Length}", name);

    private bool TryParse(ReadOnlySpan<byte> publicKey, Span<byte> parsed) =>
        _context.EcPubkeyParse(parsed, Exactly(publicKey, NodeKey.PublicKeyLength, nameof(publicKey)));

    private bool Serialize(ReadOnlySpan<byte> parsed, Span<byte> output, Secp256k1EcFlags form)
    {
        var length = (UIntPtr)output.Length;
        return _context.EcPubkeySerialize(output, ref length, parsed, form);
    }
}
