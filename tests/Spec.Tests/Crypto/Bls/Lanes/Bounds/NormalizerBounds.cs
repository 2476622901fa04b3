using System.Numerics;
using Consensoor.Spec.Crypto.Bls.Lanes;
using Consensoor.Spec.Tests.Crypto.Reference;

namespace Consensoor.Spec.Tests.Crypto.Bls.Lanes.Bounds;

/// <summary>What <see cref="FpNormalizer{L, V}"/> does to bounds of limbs.</summary>
internal static class NormalizerBounds
{
    private const int Top = FpShape.Limbs - 1;

    /// <summary>Times 2^336: the weight of the highest limb.</summary>
    private const int TopBits = Top * FpShape.LimbBits;

    /// <summary>
    /// The quotient's relative error is below 2^-51: three roundings of 2^-53 (the constant's digits, its double, the sum's).
    /// </summary>
    private const int ErrorBits = 51;

    internal static long[] Normalize(long[] limbs)
    {
        // a7 2^336 / p, rounded to an integer.
        BigInteger highest = limbs[Top], ratio = (highest << TopBits) + (highest << TopBits - ErrorBits);
        var quotient = (long)((2 * ratio + BigFp.P) / (2 * BigFp.P));
        Check((UInt128)quotient << 2);
        var result = new long[FpShape.Limbs];
        long carry = 0;
        for (int i = 0; i < Top; i++)
        {
            long limb = Remainder(limbs[i], quotient, LaneModulus.Limbs[i]);
            result[i] = Math.Min(limb, LaneModulus.Half) + carry;
            carry = (limb + LaneModulus.Half) >> FpShape.LimbBits;
        }

        Remainder(limbs[Top], quotient, LaneModulus.Limbs[Top]);
        result[Top] = carry + (quotient == 0 ? limbs[Top] : HighestRemainder(limbs[Top], quotient));
        return result;
    }

    internal static long[] Carry(long[] limbs)
    {
        var result = (long[])limbs.Clone();
        for (int i = 0; i < Top; i++)
        {
            Check((UInt128)result[i]);
            result[i + 1] += (result[i] + LaneModulus.Half) >> FpShape.LimbBits;
            result[i] = Math.Min(result[i], LaneModulus.Half);
        }

        Check((UInt128)result[Top]);
        return result;
    }

    /// <summary>
    /// |a7 - q l7| for the highest limb l7 of p: at most half of p 2^-336, the quotient's error, and q times the difference of l7 and p
    /// 2^-336.
    /// </summary>
    private static long HighestRemainder(long limb, long quotient)
    {
        BigInteger difference = BigInteger.Abs(((BigInteger)LaneModulus.Limbs[Top] << TopBits) - BigFp.P);
        BigInteger error = (BigInteger)limb << TopBits - ErrorBits;
        return (long)(((BigFp.P >> 1) + error + (quotient * difference)) >> TopBits) + 1;
    }

    private static long Remainder(long limb, long quotient, long modulus)
    {
        UInt128 bound = (UInt128)limb + ((UInt128)quotient * (UInt128)modulus);
        Check(bound);
        return (long)bound;
    }

    private static void Check(UInt128 bound) => LaneLimits.Check(LaneLimit.Normalization, bound <= 1UL << 53, (double)bound / (1L << 53));
}
