using System.Runtime.CompilerServices;

namespace Consensoor.Spec.Crypto.Bls;

/// <summary>Arithmetic in the cyclotomic subgroup of Fp12, where the easy part of the final exponentiation leads.</summary>
[SkipLocalsInit]
internal static class Cyclotomic
{
    /// <summary>
    /// The square of an element of the subgroup: three squares in Fp4 = Fp2[w^3] (R. Granger and M. Scott, "Faster squaring in the
    /// cyclotomic subgroup of sixth degree extensions").
    /// </summary>
    internal static Fp12 Square(in Fp12 x)
    {
        SquareFp4(in x.C0.C0, in x.C1.C1, out Fp2 c0, out Fp2 c1);
        CompressedElement rest = new CompressedElement(in x).Square();
        return rest.With(ThriceMinusTwice(in c0, in x.C0.C0), ThricePlusTwice(in c1, in x.C1.C1));
    }

    /// <summary>The power by |z| = 2^63 + 2^62 + 2^60 + 2^57 + 2^48 + 2^16.</summary>
    internal static Fp12 PowerOfMagnitude(in Fp12 x)
    {
        // Up to 2^57 squares are compressed; beyond, the powers needed lie so close that it costs less not to decompress them.
        CompressedElement x16 = new CompressedElement(in x).Square(16);
        CompressedElement x48 = x16.Square(32);
        CompressedElement x57 = x48.Square(9);
        if (!CompressedElement.TryDecompress([x16, x48, x57], out Fp12[] powers))
            return PowerByAllSquares(in x);

        Fp12 power = powers[2];
        Fp12 result = powers[0] * powers[1] * power;
        power = Square(Square(Square(in power)));
        result *= power;
        power = Square(Square(in power));
        return result * power * Square(in power);
    }

    /// <summary>(a + b s)^2 with s^2 = 1 + u, in two products.</summary>
    internal static void SquareFp4(in Fp2 a, in Fp2 b, out Fp2 c0, out Fp2 c1)
    {
        Fp2.MultiplyPair(in a, in b, a + b, a + b.TimesNonResidue(), out Fp2 product, out Fp2 both);
        c0 = both - (product + product.TimesNonResidue());
        c1 = product.Double();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Fp2 ThriceMinusTwice(in Fp2 square, in Fp2 x) => (square - x).Double() + square;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Fp2 ThricePlusTwice(in Fp2 square, in Fp2 x) => (square + x).Double() + square;

    /// <summary>The same power for elements that do not decompress, as one.</summary>
    private static Fp12 PowerByAllSquares(in Fp12 x)
    {
        Fp12 result = x;
        for (int bit = 62; bit >= 0; bit--)
        {
            result = Square(in result);
            if (((CurveParameter.Magnitude >> bit) & 1) != 0)
                result *= x;
        }

        return result;
    }
}
