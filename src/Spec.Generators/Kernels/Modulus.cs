using System.Numerics;

namespace Consensoor.Spec.Generators.Kernels;

/// <summary>
/// What the reduction needs of p for limbs of a number of bits w: its limbs; m = -1/p mod 2^w; and (m p + 1) / 2^w. Adding q m p for the
/// lowest limb q of a sum removes that limb and adds q (m p + 1) / 2^w one limb up, without a product to find the factor. Only the last
/// limb is removed by a multiple of p itself, so that the result is small.
/// </summary>
internal sealed class Modulus
{
    private static readonly BigInteger P = BigInteger.Parse(
        "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab",
        System.Globalization.NumberStyles.HexNumber);

    /// <summary>For the lanes, which have R = 2^384.</summary>
    internal static readonly Modulus Lanes = new(48);

    /// <summary>For products of stored elements, which have R = 2^392.</summary>
    internal static readonly Modulus Stored = new(49);

    private Modulus(int limbBits)
    {
        LimbBits = limbBits;
        Limbs = Balanced(P);
        ShiftedLimbs = Balanced(((P * Factor) + 1) >> limbBits);
    }

    internal int LimbBits { get; }

    /// <summary>m, the one of least magnitude: 3 (1 + 2^16 + 2^32), negated.</summary>
    internal long Factor => -0x300030003;

    internal long[] Limbs { get; }

    internal long[] ShiftedLimbs { get; }

    /// <summary>Digits in [-2^(w-1), 2^(w-1)).</summary>
    private long[] Balanced(BigInteger value)
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
