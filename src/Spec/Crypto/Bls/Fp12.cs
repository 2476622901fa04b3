using System.Runtime.CompilerServices;

namespace Consensoor.Spec.Crypto.Bls;

/// <summary>The quadratic extension Fp6[w] / (w^2 - v): C0 + C1 w. The target group of the pairing lies in it.</summary>
[SkipLocalsInit]
internal readonly struct Fp12
{
    internal readonly Fp6 C0;
    internal readonly Fp6 C1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Fp12(in Fp6 c0, in Fp6 c1) => (C0, C1) = (c0, c1);

    internal static Fp12 One => new(Fp6.One, Fp6.Zero);

    internal bool IsOne => C1.IsZero && C0.Equals(Fp6.One);

    public static Fp12 operator *(in Fp12 a, in Fp12 b)
    {
        Fp6 p0 = a.C0 * b.C0, p1 = a.C1 * b.C1;
        return new Fp12(p0 + p1.TimesNonResidue(), ((a.C0 + a.C1) * (b.C0 + b.C1)) - (p0 + p1));
    }

    internal Fp12 Square()
    {
        Fp6 product = C0 * C1;
        Fp6 square = (C0 + C1) * (C0 + C1.TimesNonResidue());
        return new Fp12(square - (product + product.TimesNonResidue()), product.Double());
    }

    /// <summary>Times a line, a0 + a1 v + a4 v w: thirteen products of Fp2 in place of eighteen.</summary>
    internal Fp12 TimesLine(in Fp2 a0, in Fp2 a1, in Fp2 a4)
    {
        Fp6 p0 = C0.TimesSparse(in a0, in a1);
        Fp6 p1 = C1.TimesSparse(in a4);
        return new Fp12(p0 + p1.TimesNonResidue(), (C0 + C1).TimesSparse(in a0, a1 + a4) - (p0 + p1));
    }

    /// <summary>The p^6-th power, which inverts an element of the cyclotomic subgroup.</summary>
    internal Fp12 Conjugate() => new(in C0, -C1);

    internal Fp12 Inverse()
    {
        Fp6 inverse = ((C0 * C0) - (C1 * C1).TimesNonResidue()).Inverse();
        return new Fp12(C0 * inverse, -(C1 * inverse));
    }

    internal bool Equals(in Fp12 other) => C0.Equals(in other.C0) && C1.Equals(in other.C1);
}
