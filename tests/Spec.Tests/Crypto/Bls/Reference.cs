using System.Globalization;
using System.Numerics;
using System.Runtime.Intrinsics;
using Consensoor.Spec.Crypto.Bls;
using CsCheck;

namespace Consensoor.Spec.Tests.Crypto.Bls;

/// <summary>The fields by the book, on big integers, and generators of their elements with the edges among them.</summary>
internal static class Reference
{
    internal static readonly BigInteger P = Hex("1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab");

    internal static readonly BigInteger R = Hex("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001");

    internal static readonly BigInteger MontgomeryRadix = BigInteger.One << 392;

    internal static readonly Gen<BigInteger> FieldElements = Gen.Frequency(
        (8, Gen.Byte.Array[64].Select(b => new BigInteger(b, isUnsigned: true) % P)),
        (1, Edges(P)),
        (1, Gen.ULong.Select(x => new BigInteger(x))));

    internal static readonly Gen<BigInteger> Scalars = Gen.Frequency(
        (8, Gen.Byte.Array[48].Select(b => new BigInteger(b, isUnsigned: true) % R)),
        (1, Edges(R)),
        (1, Gen.ULong.Select(x => new BigInteger(x))));

    /// <summary>An element in any form that the field's bounds permit: a value up to 2p, limbs that keep a carry where the bound leaves room.</summary>
    internal static readonly Gen<(BigInteger Value, Fp Element)> LooseElements =
        Gen.Select(FieldElements, Gen.Bool, Gen.Bool, (x, second, uncarried) => (x, Loose(x, second, uncarried)));

    internal static BigInteger Hex(string digits) => BigInteger.Parse("0" + digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    internal static BigInteger Mod(BigInteger x, BigInteger modulus) => ((x % modulus) + modulus) % modulus;

    internal static BigInteger Inverse(BigInteger x, BigInteger modulus) => BigInteger.ModPow(x, modulus - 2, modulus);

    internal static byte[] Bytes(BigInteger x, int size)
    {
        byte[] tight = x.ToByteArray(isUnsigned: true, isBigEndian: true);
        byte[] bytes = new byte[size];
        tight.CopyTo(bytes, size - tight.Length);
        return bytes;
    }

    internal static Fp ToFp(BigInteger x) => Fp.TryRead(Bytes(x, Fp.Size), out Fp value) ? value : throw new ArgumentOutOfRangeException(nameof(x));

    internal static Fr ToFr(BigInteger x) => Fr.TryRead(Bytes(x, Fr.Size), out Fr value) ? value : throw new ArgumentOutOfRangeException(nameof(x));

    internal static BigInteger FromFp(in Fp x)
    {
        byte[] bytes = new byte[Fp.Size];
        x.Write(bytes);
        return new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
    }

    internal static BigInteger FromFr(in Fr x)
    {
        byte[] bytes = new byte[Fr.Size];
        x.Write(bytes);
        return new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
    }

    /// <summary>Whether an element keeps the bounds of <see cref="Fp"/>.</summary>
    internal static bool IsWithinBounds(in Fp x)
    {
        BigInteger value = 0;
        for (int i = 7; i >= 0; i--)
        {
            if (x.Limbs[i] >= (1UL << 56) + (1UL << 36))
                return false;
            value = (value << 56) + x.Limbs[i];
        }

        return x.Limbs[7] == 0 && value < 2 * P;
    }

    private static Gen<BigInteger> Edges(BigInteger modulus)
    {
        BigInteger[] edges = [0, 1, 2, (modulus - 1) / 2, (modulus + 1) / 2, modulus - 2, modulus - 1];
        return Gen.Int[0, edges.Length - 1].Select(i => edges[i]);
    }

    private static Fp Loose(BigInteger x, bool second, bool uncarried)
    {
        BigInteger value = (x * MontgomeryRadix % P) + (second ? P : 0);
        ulong[] limbs = new ulong[8];
        for (int i = 0; i < 7; i++)
            limbs[i] = (ulong)((value >> (56 * i)) & ((BigInteger.One << 56) - 1));
        for (int i = 0; uncarried && i < 6; i++)
        {
            if (limbs[i] < 1UL << 36 && limbs[i + 1] > 0)
            {
                limbs[i] += 1UL << 56;
                limbs[i + 1]--;
            }
        }

        return new Fp(Vector512.Create(limbs));
    }
}
