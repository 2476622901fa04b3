using System.Runtime.CompilerServices;

namespace Consensoor.Spec.Crypto.Bls;

/// <summary>
/// The moving point of a Miller loop on the twist, in homogeneous coordinates (X / Z, Y / Z), with the lines it draws
/// (C. Costello, T. Lange and M. Naehrig, "Faster pairing computations on curves with high-degree twists").
/// </summary>
/// <remarks>
/// A point (x, y) of the twist is (x / w^2, y / w^3) on the curve over Fp12. The line of slope s through it, taken at (a, b) of G1 and
/// times w^3, is (s x - y) - s a v + b v w; a factor from a proper subfield, such as w^3 or a denominator, is erased by the final
/// exponentiation.
/// </remarks>
[SkipLocalsInit]
internal struct MillerPoint
{
    private Fp2 _x;
    private Fp2 _y;
    private Fp2 _z;

    internal MillerPoint(in G2Affine point) => (_x, _y, _z) = (point.X, point.Y, Fp2.One);

    /// <summary>Doubles the point and multiplies <paramref name="f"/> by the tangent taken at <paramref name="p"/>.</summary>
    internal void Double(ref Fp12 f, in G1Affine p)
    {
        Fp2 b = _y.Square();
        Fp2 zz = _z.Square();

        // e = 3 b' z^2 with b' = 4 (1 + u).
        Fp2 e = (zz.Double() + zz).Double().Double().TimesNonResidue();
        Fp2 e3 = e.Double() + e;
        Fp2 xx = _x.Square();
        Fp2 h = (_y * _z).Double();
        Fp2 xy = _x * _y;

        // Three times the point's coordinates, of degree four, scaled by four to avoid halves.
        _x = xy.Double() * (b - e3);
        Fp2 ee = e.Square();
        Fp2 ee3 = ee.Double() + ee;
        _y = (b + e3).Square() - ee3.Double().Double();
        _z = (b * h).Double().Double();

        f = f.TimesLine(b - e, (xx.Double() + xx) * -p.X, h * p.Y);
    }

    /// <summary>Adds <paramref name="q"/> and multiplies <paramref name="f"/> by the chord taken at <paramref name="p"/>.</summary>
    internal void Add(in G2Affine q, ref Fp12 f, in G1Affine p)
    {
        Fp2 theta = _y - (q.Y * _z);
        Fp2 lambda = _x - (q.X * _z);
        Fp2 square = lambda.Square();
        Fp2 cube = lambda * square;
        Fp2 g = _x * square;
        Fp2 h = cube + (_z * theta.Square()) - g.Double();
        _x = lambda * h;
        _y = (theta * (g - h)) - (cube * _y);
        _z *= cube;

        f = f.TimesLine((theta * q.X) - (lambda * q.Y), theta * -p.X, lambda * p.Y);
    }
}
