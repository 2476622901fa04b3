using System.Numerics;
using System.Runtime.CompilerServices;

namespace Consensoor.Spec.Crypto.Bls;

/// <summary>Arithmetic in the cyclotomic subgroup of Fp12, where the easy part of the final exponentiation leads.</summary>
[SkipLocalsInit]
internal static class Cyclotomic
{
    /// <summary>
    /// The square of an element of the subgroup: three squares in Fp4 = Fp2[w^3] (R. Granger and M. Scott, "Faster squaring in the cyclotomic
    /// subgroup of sixth degree extensions").
    /// </summary>
    internal static Fp12 Square(in Fp12 x)
    {
        SquareFp4(in x.C0.C0, in x.C1.C1, out Fp2 a0, out Fp2 a1);
        SquareFp4(in x.C1.C0, in x.C0.C2, out Fp2 b0, out Fp2 b1);
        SquareFp4(in x.C0.C1, in x.C1.C2, out Fp2 c0, out Fp2 c1);
        return new Fp12(
            new Fp6(ThriceMinusTwice(in a0, in x.C0.C0), ThriceMinusTwice(in b0, in x.C0.C1), ThriceMinusTwice(in c0, in x.C0.C2)),
            new Fp6(ThricePlusTwice(c1.TimesNonResidue(), in x.C1.C0), ThricePlusTwice(in a1, in x.C1.C1), ThricePlusTwice(in b1, in x.C1.C2)));
    }

    /// <summary>The power by |z|, whose six set bits make it 63 squares and five products.</summary>
    internal static Fp12 PowerOfMagnitude(in Fp12 x)
    {
        Fp12 result = x;
        for (int bit = 62 - BitOperations.LeadingZeroCount(CurveParameter.Magnitude); bit >= 0; bit--)
        {
            result = Square(in result);
            if (((CurveParameter.Magnitude >> bit) & 1) != 0)
                result *= x;
        }

        return result;
    }

    /// <summary>(a + b s)^2 with s^2 = 1 + u.</summary>
    private static void SquareFp4(in Fp2 a, in Fp2 b, out Fp2 c0, out Fp2 c1)
    {
        c0 = a.Square() + b.Square().TimesNonResidue();
        c1 = (a * b).Double();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Fp2 ThriceMinusTwice(in Fp2 square, in Fp2 x) => (square - x).Double() + square;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Fp2 ThricePlusTwice(in Fp2 square, in Fp2 x) => (square + x).Double() + square;
}
