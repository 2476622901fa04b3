namespace Consensoor.Spec.Crypto.Bls;

/// <summary>The key of <see cref="ManagedBls"/>: a point of G1, never infinity.</summary>
internal sealed class ManagedPublicKey(in BLSPubkey bytes, in G1Affine point) : PublicKey(in bytes)
{
    internal G1Affine Point { get; } = point;
}
