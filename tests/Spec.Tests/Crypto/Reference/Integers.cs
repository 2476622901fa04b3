using System.Globalization;
using System.Numerics;

namespace Consensoor.Spec.Tests.Crypto.Reference;

/// <summary>Integers as bytes, as hex digits, and modulo something.</summary>
internal static class Integers
{
    internal static BigInteger Hex(string digits) => BigInteger.Parse("0" + digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>The residue in [0, modulus).</summary>
    internal static BigInteger Mod(BigInteger x, BigInteger modulus)
    {
        BigInteger rest = x % modulus;
        return rest.Sign < 0 ? rest + modulus : rest;
    }

    /// <summary>By Euclid's algorithm; zero for zero. The modulus is prime.</summary>
    internal static BigInteger Inverse(BigInteger x, BigInteger modulus)
    {
        (BigInteger rest, BigInteger nextRest, BigInteger factor, BigInteger nextFactor) = (modulus, Mod(x, modulus), 0, 1);
        while (!nextRest.IsZero)
        {
            BigInteger quotient = BigInteger.DivRem(rest, nextRest, out BigInteger remainder);
            (rest, nextRest) = (nextRest, remainder);
            (factor, nextFactor) = (nextFactor, factor - (quotient * nextFactor));
        }

        return rest.IsOne ? Mod(factor, modulus) : 0;
    }

    internal static BigInteger FromBytes(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    /// <summary>Big-endian, with zeros in front.</summary>
    internal static byte[] Bytes(BigInteger x, int size)
    {
        byte[] tight = x.ToByteArray(isUnsigned: true, isBigEndian: true);
        byte[] bytes = new byte[size];
        tight.CopyTo(bytes, size - tight.Length);
        return bytes;
    }
}
