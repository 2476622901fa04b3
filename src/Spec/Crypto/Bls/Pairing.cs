using System.Numerics;

namespace Consensoor.Spec.Crypto.Bls;

/// <summary>The optimal ate pairing of G1 and G2, as a product over many pairs.</summary>
internal static class Pairing
{
    /// <summary>
    /// Whether the product of e(p[i], q[i]) is one; both spans have the same length. All points must be in their subgroups.
    /// </summary>
    internal static bool ProductIsOne(ReadOnlySpan<G1Affine> p, ReadOnlySpan<G2Affine> q) => FinalExponentiation(MillerLoop(p, q)).IsOne;

    /// <summary>
    /// The product of the Miller functions of all pairs, which share the squarings. A pair with a point at infinity counts as one.
    /// </summary>
    internal static Fp12 MillerLoop(ReadOnlySpan<G1Affine> p, ReadOnlySpan<G2Affine> q)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(q.Length, p.Length);
        var points = new MillerPoint[p.Length];
        for (int i = 0; i < points.Length; i++)
            points[i] = new MillerPoint(in q[i]);

        Fp12 f = Fp12.One;
        bool first = true;
        for (int bit = 62 - BitOperations.LeadingZeroCount(CurveParameter.Magnitude); bit >= 0; bit--)
        {
            if (!first)
                f = f.Square();
            first = false;
            bool add = ((CurveParameter.Magnitude >> bit) & 1) != 0;
            for (int i = 0; i < points.Length; i++)
            {
                if (p[i].IsInfinity || q[i].IsInfinity)
                    continue;
                points[i].Double(ref f, in p[i]);
                if (add)
                    points[i].Add(in q[i], ref f, in p[i]);
            }
        }

        // The loop ran over |z|; z is negative.
        return f.Conjugate();
    }

    /// <summary>
    /// The power by 3 (p^12 - 1) / r. The factor 3, prime to r, makes the hard part (z - 1)^2 (z + p) (z^2 + p^2 - 1) + 3
    /// (D. Hayashida, K. Hayasaka and T. Teruya, "Efficient final exponentiation via cyclotomic structure for pairings over families of
    /// elliptic curves").
    /// </summary>
    internal static Fp12 FinalExponentiation(in Fp12 f)
    {
        Fp12 easy = f.Conjugate() * f.Inverse();
        easy = Frobenius.PowerSquared(in easy) * easy;

        Fp12 hard = PowerOfParameter(in easy) * easy.Conjugate();
        hard = PowerOfParameter(in hard) * hard.Conjugate();
        hard = PowerOfParameter(in hard) * Frobenius.Power(in hard);
        Fp12 twice = PowerOfParameter(PowerOfParameter(in hard));
        hard = twice * Frobenius.PowerSquared(in hard) * hard.Conjugate();
        return hard * Cyclotomic.Square(in easy) * easy;
    }

    private static Fp12 PowerOfParameter(in Fp12 x) => Cyclotomic.PowerOfMagnitude(in x).Conjugate();
}
