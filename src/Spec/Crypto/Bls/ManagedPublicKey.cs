using Consensoor.Spec.Crypto.Bls.Lanes;

namespace Consensoor.Spec.Crypto.Bls;

/// <summary>The key of <see cref="ManagedBls"/>: a point of G1, never infinity.</summary>
internal sealed class ManagedPublicKey(in BLSPubkey bytes, in G1Affine point) : PublicKey(in bytes)
{
    private double[]? _limbs;

    internal G1Affine Point { get; } = point;

    /// <summary>
    /// The limbs of x and y in the form that lanes compute on, made when first asked for. Two threads may both make them.
    /// </summary>
    internal double[] Limbs => _limbs ??= MakeLimbs();

    private double[] MakeLimbs() => [.. new LaneConstant(Point.X).Limbs, .. new LaneConstant(Point.Y).Limbs];
}
