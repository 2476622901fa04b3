using Consensoor.Interop.Identity;
using NBitcoin.Secp256k1;

namespace Consensoor.Bench.Identity;

/// <summary>The curve by NBitcoin.Secp256k1, managed code, to measure the native library against.</summary>
public sealed class ManagedSecp256k1 : ISecp256k1
{
    /// <inheritdoc/>
    public bool IsSecretKey(ReadOnlySpan<byte> secretKey) => ECPrivKey.TryCreate(secretKey, out _);

    /// <inheritdoc/>
    public bool TryGetPublicKey(ReadOnlySpan<byte> secretKey, Span<byte> publicKey)
    {
        if (!ECPrivKey.TryCreate(secretKey, out var key))
        {
            return false;
        }

        key.CreatePubKey().WriteToSpan(true, publicKey, out _);
        return true;
    }

    /// <inheritdoc/>
    public bool TryDecompress(ReadOnlySpan<byte> publicKey, Span<byte> point)
    {
        if (!ECPubKey.TryCreate(publicKey, Context.Instance, out _, out var key))
        {
            return false;
        }

        Span<byte> full = stackalloc byte[65];
        key.WriteToSpan(false, full, out _);
        full[1..].CopyTo(point);
        return true;
    }

    /// <inheritdoc/>
    public bool TrySign(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> hash, Span<byte> signature)
    {
        if (!ECPrivKey.TryCreate(secretKey, out var key) || !key.TrySignECDSA(hash, out var made))
        {
            return false;
        }

        made!.WriteCompactToSpan(signature);
        return true;
    }

    /// <inheritdoc/>
    public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature) =>
        ECPubKey.TryCreate(publicKey, Context.Instance, out _, out var key)
        && SecpECDSASignature.TryCreateFromCompact(signature, out var parsed)
        && key.SigVerify(parsed, hash);

    /// <inheritdoc/>
    public bool TryMultiply(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> publicKey, Span<byte> product)
    {
        if (!ECPrivKey.TryCreate(secretKey, out var secret) || !ECPubKey.TryCreate(publicKey, Context.Instance, out _, out var key))
        {
            return false;
        }

        key.GetSharedPubkey(secret).WriteToSpan(true, product, out _);
        return true;
    }
}
