using System.Numerics;

namespace Consensoor.Spec.Generators.Kernels;

/// <summary>
/// What the reduction needs of p: its limbs; m = -1/p mod 2^48; and (m p + 1) / 2^48. Adding q m p for the lowest limb q of a sum removes
/// that limb and adds q (m p + 1) / 2^48 one limb up, without a product to find the factor. Only the last limb is removed by a multiple of
/// p itself, so that the result is small.
/// </summary>
internal static class Modulus
{
    internal const int LimbBits = 48;

    private static readonly BigInteger P = BigInteger.Parse(
        "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab",
        System.Globalization.NumberStyles.HexNumber);

    /// <summary>m, the one of least magnitude: 3 (1 + 2^16 + 2^32), negated.</summary>
    internal static readonly long Factor = -0x300030003;

    internal static readonly long[] Limbs = Balanced(P);

    internal static readonly long[] ShiftedLimbs = Balanced(((P * Factor) + 1) >> LimbBits);

    /// <summary>Digits in [-2^47, 2^47).</summary>
    private static long[] Balanced(BigInteger value)
    {
        var limbs = new long[KernelWriter.Limbs];
        for (int i = 0; i < limbs.Length; i++)
        {
            long limb = (long)(value & ((1L << LimbBits) - 1));
            if (limb >= 1L << (LimbBits - 1))
                limb -= 1L << LimbBits;
            limbs[i] = limb;
            value = (value - limb) >> LimbBits;
        }

        return limbs;
    }
}
