using System.Numerics;

namespace Consensoor.Spec.Tests.Crypto.Reference;

/// <summary>
/// The optimal ate pairing: Miller's algorithm on the untwisted point, on the curve over Fp12, then the power by (p^12 - 1) / r as it
/// stands.
/// </summary>
internal static class BigPairing
{
    /// <summary>The curve's parameter.</summary>
    internal static readonly BigInteger Z = -Integers.Hex("d201000000010000");

    internal static readonly BigInteger FinalExponent = (BigInteger.Pow(BigFp.P, 12) - 1) / BigFr.R;

    internal static BigFp12 Pair(BigPoint<BigFp> p, BigPoint<BigFp2> q) => IBigField<BigFp12>.Power(Miller(p, q), FinalExponent);

    /// <summary>The product of the pairings of all pairs, for one final power.</summary>
    internal static BigFp12 PairAll(IEnumerable<(BigPoint<BigFp> P, BigPoint<BigFp2> Q)> pairs) =>
        IBigField<BigFp12>.Power(pairs.Aggregate(BigFp12.One, (product, pair) => product * Miller(pair.P, pair.Q)), FinalExponent);

    /// <summary>f of z and q, taken at p.</summary>
    internal static BigFp12 Miller(BigPoint<BigFp> p, BigPoint<BigFp2> q)
    {
        if (p.IsInfinity || q.IsInfinity)
            return BigFp12.One;
        BigPoint<BigFp12> moving = Untwist(q), fixedPoint = moving;
        BigFp12 x = new BigFp2(p.X, 0), y = new BigFp2(p.Y, 0), f = BigFp12.One;
        BigInteger magnitude = BigInteger.Abs(Z);
        for (int bit = (int)magnitude.GetBitLength() - 2; bit >= 0; bit--)
        {
            f = f * f * Line(moving, moving, x, y);
            moving += moving;
            if (((magnitude >> bit) & 1).IsZero)
                continue;
            f *= Line(moving, fixedPoint, x, y);
            moving += fixedPoint;
        }

        return f.Inverse();
    }

    /// <summary>(x / w^2, y / w^3), which satisfies y^2 = x^3 + 4.</summary>
    internal static BigPoint<BigFp12> Untwist(BigPoint<BigFp2> q)
    {
        BigFp12 inverse = BigFp12.W.Inverse(), square = inverse * inverse;
        return new BigPoint<BigFp12>(q.X * square, q.Y * square * inverse);
    }

    /// <summary>
    /// The line through two points of the curve, taken at (x, y); vertical lines vanish in the final power and do not occur.
    /// </summary>
    private static BigFp12 Line(BigPoint<BigFp12> a, BigPoint<BigFp12> b, BigFp12 x, BigFp12 y) =>
        y - a.Y - (BigPoint<BigFp12>.Slope(a, b) * (x - a.X));
}
