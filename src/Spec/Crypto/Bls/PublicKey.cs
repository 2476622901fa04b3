namespace Consensoor.Spec.Crypto.Bls;

/// <summary>A public key that was decompressed and checked by the implementation that made it; only that one can use it.</summary>
public abstract class PublicKey
{
    protected PublicKey(in BLSPubkey bytes) => Bytes = bytes;

    /// <summary>The key's 48 compressed bytes, from which it was decoded.</summary>
    public BLSPubkey Bytes { get; }
}
