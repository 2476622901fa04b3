using System.Numerics;

namespace Consensoor.Spec.Tests.Crypto.Reference;

/// <summary>Integers modulo r, as plain integers.</summary>
internal static class BigFr
{
    internal static readonly BigInteger R = Integers.Hex("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001");

    internal static BigInteger Mod(BigInteger x) => Integers.Mod(x, R);

    internal static BigInteger Divide(BigInteger x, BigInteger y) => Mod(x * Integers.Inverse(y, R));

    internal static BigInteger Power(BigInteger x, BigInteger exponent) => BigInteger.ModPow(x, exponent, R);
}
