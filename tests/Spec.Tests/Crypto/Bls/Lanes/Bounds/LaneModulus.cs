using System.Numerics;
using Consensoor.Spec.Crypto.Bls.Lanes;
using Consensoor.Spec.Tests.Crypto.Reference;

namespace Consensoor.Spec.Tests.Crypto.Bls.Lanes.Bounds;

/// <summary>The constants of the lanes' arithmetic, worked out anew.</summary>
internal static class LaneModulus
{
    internal const int Bits = FpShape.LimbBits;

    /// <summary>2^47: what is left of a limb when its multiple of 2^48 is taken off.</summary>
    internal const long Half = 1L << (Bits - 1);

    /// <summary>m, -1 / p modulo 2^48, of least magnitude.</summary>
    internal static readonly BigInteger Factor =
        Nearest(-Integers.Inverse(BigFp.P % (BigInteger.One << Bits), BigInteger.One << Bits), Bits);

    /// <summary>Magnitudes of the limbs of p.</summary>
    internal static readonly long[] Limbs = Magnitudes(BigFp.P);

    /// <summary>Of (m p + 1) / 2^48.</summary>
    internal static readonly long[] ShiftedLimbs = Magnitudes(((Factor * BigFp.P) + 1) >> Bits);

    /// <summary>The largest value that limbs of given bounds can have.</summary>
    internal static BigInteger Value(ReadOnlySpan<long> bounds)
    {
        BigInteger value = 0;
        for (int i = bounds.Length - 1; i >= 0; i--)
            value = (value << Bits) + bounds[i];
        return value;
    }

    /// <summary>Magnitudes of the signed limbs of an integer, each nearest to zero.</summary>
    internal static long[] Magnitudes(BigInteger value)
    {
        var limbs = new long[FpShape.Limbs];
        for (int i = 0; i < limbs.Length; i++)
        {
            BigInteger limb = Nearest(value, Bits);
            limbs[i] = (long)BigInteger.Abs(limb);
            value = (value - limb) >> Bits;
        }

        return limbs;
    }

    private static BigInteger Nearest(BigInteger value, int bits)
    {
        BigInteger rest = Integers.Mod(value, BigInteger.One << bits);
        return rest >> (bits - 1) == 0 ? rest : rest - (BigInteger.One << bits);
    }
}
