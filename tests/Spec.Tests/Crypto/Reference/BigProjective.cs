using System.Numerics;

namespace Consensoor.Spec.Tests.Crypto.Reference;

/// <summary>
/// Points of G1 as (X / Z, Y / Z) with the addition that has no exceptions (J. Renes, C. Costello and L. Batina, "Complete addition
/// formulas for prime order elliptic curves", algorithm 7): for sums of thousands of multiples, where the affine rule is too slow.
/// </summary>
internal readonly record struct BigProjective(BigFp X, BigFp Y, BigFp Z)
{
    private const int WindowBits = 8;

    internal BigProjective(BigPoint<BigFp> point)
        : this(point.X, point.IsFinite ? point.Y : 1, point.IsFinite ? 1 : 0)
    {
    }

    internal static BigProjective Infinity => new(0, 1, 0);

    public static BigProjective operator +(BigProjective a, BigProjective b)
    {
        BigFp xx = a.X * b.X, yy = a.Y * b.Y, zz = a.Z * b.Z;
        BigFp xy = ((a.X + a.Y) * (b.X + b.Y)) - xx - yy;
        BigFp yz = ((a.Y + a.Z) * (b.Y + b.Z)) - yy - zz;
        BigFp xz = ((a.X + a.Z) * (b.X + b.Z)) - xx - zz;
        BigFp threeB = 12, threeXx = 3 * xx, sum = yy + (threeB * zz), difference = yy - (threeB * zz), scaled = threeB * xz;
        return new BigProjective((xy * difference) - (yz * scaled), (scaled * threeXx) + (difference * sum), (sum * yz) + (threeXx * xy));
    }

    /// <summary>The sum of scalars[i] times points[i]: `g1_lincomb`, by windows of eight bits whose 255 buckets are summed.</summary>
    internal static BigPoint<BigFp> LinearCombination(IReadOnlyList<BigPoint<BigFp>> points, IReadOnlyList<BigInteger> scalars)
    {
        BigProjective result = Infinity;
        for (int window = 256 / WindowBits - 1; window >= 0; window--)
        {
            for (int i = 0; i < WindowBits; i++)
                result += result;
            BigProjective[] buckets = [.. Enumerable.Repeat(Infinity, 1 << WindowBits)];
            for (int i = 0; i < points.Count; i++)
            {
                int digit = (int)((scalars[i] >> (window * WindowBits)) & 0xff);
                if (digit != 0)
                    buckets[digit] += new BigProjective(points[i]);
            }

            BigProjective running = Infinity;
            for (int digit = buckets.Length - 1; digit > 0; digit--)
            {
                running += buckets[digit];
                result += running;
            }
        }

        return result.ToAffine();
    }

    internal BigPoint<BigFp> ToAffine()
    {
        if (Z.IsZero)
            return BigPoint<BigFp>.Infinity;
        BigFp inverse = Z.Inverse();
        return new BigPoint<BigFp>(X * inverse, Y * inverse);
    }
}
