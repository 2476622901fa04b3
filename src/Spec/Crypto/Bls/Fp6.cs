using System.Runtime.CompilerServices;

namespace Consensoor.Spec.Crypto.Bls;

/// <summary>The cubic extension Fp2[v] / (v^3 - (1 + u)): C0 + C1 v + C2 v^2.</summary>
[SkipLocalsInit]
internal readonly struct Fp6
{
    internal readonly Fp2 C0;
    internal readonly Fp2 C1;
    internal readonly Fp2 C2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Fp6(in Fp2 c0, in Fp2 c1, in Fp2 c2) => (C0, C1, C2) = (c0, c1, c2);

    internal static Fp6 Zero => default;

    internal static Fp6 One => new(Fp2.One, Fp2.Zero, Fp2.Zero);

    internal bool IsZero => C0.IsZero && C1.IsZero && C2.IsZero;

    public static Fp6 operator +(in Fp6 a, in Fp6 b) => new(a.C0 + b.C0, a.C1 + b.C1, a.C2 + b.C2);

    public static Fp6 operator -(in Fp6 a, in Fp6 b) => new(a.C0 - b.C0, a.C1 - b.C1, a.C2 - b.C2);

    public static Fp6 operator -(in Fp6 a) => new(-a.C0, -a.C1, -a.C2);

    /// <summary>Karatsuba: six products.</summary>
    public static Fp6 operator *(in Fp6 a, in Fp6 b)
    {
        Fp2.MultiplyPair(in a.C0, in b.C0, in a.C1, in b.C1, out Fp2 p0, out Fp2 p1);
        Fp2.MultiplyPair(in a.C2, in b.C2, a.C1 + a.C2, b.C1 + b.C2, out Fp2 p2, out Fp2 p12);
        Fp2.MultiplyPair(a.C0 + a.C1, b.C0 + b.C1, a.C0 + a.C2, b.C0 + b.C2, out Fp2 p01, out Fp2 p02);
        p12 -= p1 + p2;
        p01 -= p0 + p1;
        p02 -= p0 + p2;
        return new Fp6(p0 + p12.TimesNonResidue(), p01 + p2.TimesNonResidue(), p02 + p1);
    }

    /// <summary>Times b0 + b1 v: five products.</summary>
    internal Fp6 TimesSparse(in Fp2 b0, in Fp2 b1)
    {
        Fp2.MultiplyPair(in C0, in b0, in C1, in b1, out Fp2 p0, out Fp2 p1);
        Fp2.MultiplyPair(in C2, in b0, in C2, in b1, out Fp2 p20, out Fp2 p21);
        Fp2 p01 = ((C0 + C1) * (b0 + b1)) - (p0 + p1);
        return new Fp6(p0 + p21.TimesNonResidue(), in p01, p1 + p20);
    }

    /// <summary>Times b v.</summary>
    internal Fp6 TimesSparse(in Fp2 b)
    {
        Fp2.MultiplyPair(in C0, in b, in C1, in b, out Fp2 p0, out Fp2 p1);
        return new Fp6((C2 * b).TimesNonResidue(), in p0, in p1);
    }

    internal Fp6 Double() => new(C0.Double(), C1.Double(), C2.Double());

    /// <summary>Times v, the non-residue on which Fp12 is built.</summary>
    internal Fp6 TimesNonResidue() => new(C2.TimesNonResidue(), in C0, in C1);

    internal Fp6 Inverse()
    {
        Fp2 t0 = C0.Square() - (C1 * C2).TimesNonResidue();
        Fp2 t1 = C2.Square().TimesNonResidue() - (C0 * C1);
        Fp2 t2 = C1.Square() - (C0 * C2);
        Fp2 norm = (C0 * t0) + ((C2 * t1) + (C1 * t2)).TimesNonResidue();
        Fp2 inverse = norm.Inverse();
        return new Fp6(t0 * inverse, t1 * inverse, t2 * inverse);
    }

    internal bool Equals(in Fp6 other) => C0.Equals(in other.C0) && C1.Equals(in other.C1) && C2.Equals(in other.C2);
}
