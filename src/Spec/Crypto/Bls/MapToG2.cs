namespace Consensoor.Spec.Crypto.Bls;

/// <summary>
/// The simplified Shallue-van de Woestijne-Ulas map (RFC 9380, section 6.6.3) onto y^2 = x^3 + A x + B with A = 240 u and B = 1012 (1 + u),
/// then the isogeny of degree three onto the curve of G2 (appendix E.3). Time depends on the input: messages are public.
/// </summary>
/// <remarks>
/// No step divides: x stays a fraction, and the square root of a fraction costs the same two powers in Fp as that of a number.
/// </remarks>
internal struct MapToG2
{
    internal static readonly Fp2 A = Small(0, 240);
    internal static readonly Fp2 B = Small(1012, 1012);
    internal static readonly Fp2 Z = -Small(2, 1);
    internal static readonly Fp2 AZ = A * Z;

    /// <summary>5 sqrt(-5), whose square is minus the cube of the norm of Z.</summary>
    internal static readonly Fp NormRoot =
        Fp.FromHex("11f02c47fcc45f9d383cd606f3292533cc8a25c31c870e7a83a489b72ed34261a1ad422a4c6af0df9a24f14967c08578");

    private readonly Fp2 _u;

    /// <summary>x as a fraction.</summary>
    private Fp2 _numerator;
    private readonly Fp2 _denominator;

    /// <summary>y^2 as a fraction with a denominator in Fp.</summary>
    private Fp2 _square;
    private readonly Fp _scale;

    /// <summary>The norm of y^2 times <see cref="_scale"/>.</summary>
    private readonly Fp _norm;

    /// <summary>The fraction whose square root gives y.</summary>
    private Fp _part;

    private MapToG2(in Fp2 u)
    {
        _u = u;
        Fp2 zuu = u.Square() * Z;
        Fp2 sum = zuu.Square() + zuu;
        _numerator = (sum + Fp2.One) * B;
        _denominator = sum.IsZero ? AZ : -(sum * A);
        Fp2 dd = _denominator.Square(), ddd = dd * _denominator;
        Fp2 value = (((_numerator.Square() + (dd * A)) * _numerator)) + (ddd * B);
        _square = value * ddd.Conjugate();
        _scale = ddd.C0.Square() + ddd.C1.Square();
        _norm = value.C0.Square() + value.C1.Square();
        _part = default;
    }

    /// <summary>
    /// The sum of the points for two elements, on the curve of G2 but not in the group; their powers are taken side by side.
    /// </summary>
    internal static G2Jacobian MapBoth(in Fp2 u0, in Fp2 u1)
    {
        var first = new MapToG2(in u0);
        var second = new MapToG2(in u1);
        Fp.PowRoots(first._norm * Cube(in first._scale), second._norm * Cube(in second._scale), out Fp power0, out Fp power1);
        first.Choose(in power0);
        second.Choose(in power1);
        Fp.PowRoots(first._part * Cube(first._scale.Double()), second._part * Cube(second._scale.Double()), out power0, out power1);
        return first.Finish(in power0) + second.Finish(in power1);
    }

    /// <summary>
    /// Decides between x and Z u^2 x, of which exactly one has a y: the first if the norm of its y^2 is a square in Fp. If not, minus that
    /// norm is one, and the other norm, 125 N(u)^6 times this one, has a root too.
    /// </summary>
    private void Choose(in Fp power)
    {
        Fp root = power * _norm * _scale;
        if (root.Square() * _scale != _norm)
        {
            Fp2 zuu = _u.Square() * Z;
            _numerator *= zuu;
            _square *= zuu.Square() * zuu;
            root = root * NormRoot * Cube(_u.C0.Square() + _u.C1.Square());
        }

        _part = _square.C0 + (root * _scale);
        if (_part.IsZero)
            _part = _square.C0.Double();
    }

    /// <summary>Takes y, with the sign of u, as in <see cref="Fp2.TrySqrt"/>, and applies the isogeny.</summary>
    private readonly G2Jacobian Finish(in Fp power)
    {
        Fp scale = _scale.Double();
        Fp factor = power * scale;
        Fp x = factor * _part, other = factor * _square.C1;
        Fp2 y = x.Square() * scale == _part ? new Fp2(in x, in other) : new Fp2(-other, in x);
        return Isogeny(in _numerator, in _denominator, y.IsOdd() == _u.IsOdd() ? y : -y);
    }

    /// <summary>
    /// x to (x^3 + 12 (1 - u) x^2 - 24 u x + 304 (1 + u)) / z^2 and y to y (x^3 + 18 (1 - u) x^2 - 264 u x - 752 (1 + u)) / z^3,
    /// where z = -3 (x + 6 - 6u): the constants of appendix E.3 brought to common denominators.
    /// </summary>
    private static G2Jacobian Isogeny(in Fp2 numerator, in Fp2 denominator, in Fp2 y)
    {
        Fp2 dd = denominator.Square(), ddd = dd * denominator;
        Fp2 x = (((((Constants.X2 * denominator) + numerator) * numerator) + (Constants.X1 * dd)) * numerator) + (Constants.X0 * ddd);
        Fp2 factor = (((((Constants.Y2 * denominator) + numerator) * numerator) + (Constants.Y1 * dd)) * numerator) + (Constants.Y0 * ddd);
        Fp2 kernel = numerator - (Constants.Kernel * denominator);
        Fp2 z = -(kernel.Double() + kernel);
        return new G2Jacobian(x * denominator, y * factor * ddd, z * denominator);
    }

    private static Fp Cube(in Fp x) => x.Square() * x;

    private static Fp2 Small(ulong c0, ulong c1) => new(Fp.FromUInt64(c0), Fp.FromUInt64(c1));

    internal static class Constants
    {
        internal static readonly Fp2 Kernel = -Small(6, 6).Conjugate();
        internal static readonly Fp2 X2 = Small(12, 12).Conjugate();
        internal static readonly Fp2 X1 = -Small(0, 24);
        internal static readonly Fp2 X0 = Small(304, 304);
        internal static readonly Fp2 Y2 = Small(18, 18).Conjugate();
        internal static readonly Fp2 Y1 = -Small(0, 264);
        internal static readonly Fp2 Y0 = -Small(752, 752);
    }
}
