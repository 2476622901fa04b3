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
        Fp2.SquarePair(in _y, in _z, out Fp2 b, out Fp2 zz);
        Fp2.MultiplyPair(in _x, in _y, in _y, in _z, out Fp2 xy, out Fp2 h);
        h = h.Double();

        // e = 3 b' z^2 with b' = 4 (1 + u).
        Fp2 e = (zz.Double() + zz).Double().Double().TimesNonResidue();
        Fp2 e3 = e.Double() + e;
        Fp2.SquarePair(in _x, in e, out Fp2 xx, out Fp2 ee);

        // Three times the point's coordinates, of degree four, scaled by four to avoid halves.
        Fp2.MultiplyPair(xy.Double(), b - e3, in b, in h, out _x, out _z);
        Fp2 ee3 = ee.Double() + ee;
        _y = (b + e3).Square() - ee3.Double().Double();
        _z = _z.Double().Double();

        Fp2.ScalePair(xx.Double() + xx, -p.X, in h, in p.Y, out Fp2 a1, out Fp2 a4);
        f = f.TimesLine(b - e, in a1, in a4);
    }

    /// <summary>Adds <paramref name="q"/> and multiplies <paramref name="f"/> by the chord taken at <paramref name="p"/>.</summary>
    internal void Add(in G2Affine q, ref Fp12 f, in G1Affine p)
    {
        Fp2.MultiplyPair(in q.Y, in _z, in q.X, in _z, out Fp2 yz, out Fp2 xz);
        Fp2 theta = _y - yz, lambda = _x - xz;
        Fp2.SquarePair(in theta, in lambda, out Fp2 thetaSquare, out Fp2 square);
        Fp2.MultiplyPair(in lambda, in square, in _x, in square, out Fp2 cube, out Fp2 g);
        Fp2.MultiplyPair(in _z, in thetaSquare, in cube, in _y, out Fp2 h, out Fp2 cubeY);
        h = cube + h - g.Double();
        Fp2.MultiplyPair(in lambda, in h, in theta, g - h, out _x, out _y);
        _y -= cubeY;

        Fp2.MultiplyPair(in _z, in cube, in theta, in q.X, out _z, out Fp2 thetaX);
        Fp2.ScalePair(in theta, -p.X, in lambda, in p.Y, out Fp2 a1, out Fp2 a4);
        f = f.TimesLine(thetaX - (lambda * q.Y), in a1, in a4);
    }
}
