using System.Numerics;
using System.Runtime.Intrinsics;
using Consensoor.Fuzz;
using Consensoor.Spec.Crypto.Bls;
using CsCheck;

namespace Consensoor.Spec.Tests.Crypto.Reference;

/// <summary>Random inputs of every layer with the edges among them.</summary>
internal static class CryptoInputs
{
    /// <summary>One in ten is so close to p / 2 that limbs of 48 bits show the difference in all but the highest.</summary>
    internal static readonly Gen<BigInteger> FieldElements = Gen.Frequency(
        (9, Elements(BigFp.P, 64)), (1, Gen.Byte.Array[41].Select(bytes => (BigFp.P / 2) + new BigInteger(bytes))));

    internal static readonly Gen<BigInteger> Scalars = Elements(BigFr.R, 48);

    /// <summary>
    /// Scalars of which half are so small, or so close to r, that points meet their equals, their opposites and infinity.
    /// </summary>
    internal static readonly Gen<BigInteger> SmallScalars = Gen.Frequency(
        (2, Gen.Int[0, 3].Select(x => new BigInteger(x))), (1, Gen.Int[1, 3].Select(x => BigFr.R - x)), (2, Scalars));

    /// <summary>
    /// An element in any form that the field's bounds permit: a value up to 2p, limbs that keep a carry where the bound leaves room.
    /// </summary>
    internal static readonly Gen<(BigInteger Value, Fp Element)> LooseElements =
        Gen.OneOf(
            Gen.Select(FieldElements, Gen.Bool, Gen.Bool, (x, second, uncarried) => (x, Loose(x, second, uncarried))),
            Gen.Select(Gen.Frequency((1, Gen.Const(1UL << 36)), (1, Gen.ULong[0, 1UL << 36])).Array[6], Gen.Bool, Uncarried));

    internal static readonly Gen<BigFp2> Fp2Elements = Gen.Select(FieldElements, FieldElements, (c0, c1) => new BigFp2(c0, c1));

    internal static readonly Gen<(BigFp2 Value, Fp2 Element)> LooseFp2Elements =
        Gen.Select(LooseElements, LooseElements, (c0, c1) => (new BigFp2(c0.Value, c1.Value), new Fp2(c0.Element, c1.Element)));

    internal static readonly Gen<BigFp6> Fp6Elements =
        Gen.OneOf(
            Gen.Select(Fp2Elements, Fp2Elements, Fp2Elements, (c0, c1, c2) => new BigFp6(c0, c1, c2)),
            Fp2Elements.Select(c => new BigFp6(0, c, 0)));

    internal static readonly Gen<BigFp12> Fp12Elements = Gen.Select(Fp6Elements, Fp6Elements, (c0, c1) => new BigFp12(c0, c1));

    /// <summary>Points of G1: infinity, small multiples of either sign of the generator, sums of random ones.</summary>
    internal static readonly Gen<BigPoint<BigFp>> G1Points = Sums(Multiples(BigG1.Generator));

    internal static readonly Gen<BigPoint<BigFp2>> G2Points = Sums(Multiples(BigG2.Generator));

    /// <summary>Points of the curve outside G1: of small order, and of an order with r in it.</summary>
    internal static readonly BigPoint<BigFp>[] OutsideG1 = Outside(x => BigG1.WithX(x), BigG1.Cofactor, [3, 11, 10177, 859267, 52437899]);

    /// <summary>Points of the twist outside G2.</summary>
    internal static readonly BigPoint<BigFp2>[] OutsideG2 = Outside(x => BigG2.WithX(x), BigG2.Cofactor, [13, 23, 2713, 11953, 262069]);

    /// <summary>Encodings of which most are refused, for every reason.</summary>
    internal static readonly Gen<byte[]> G1Encodings = Gen.ULong.Select(seed => HostilePoints.G1.Next(new FuzzRandom(seed, 0)));

    internal static readonly Gen<byte[]> G2Encodings = Gen.ULong.Select(seed => HostilePoints.G2.Next(new FuzzRandom(seed, 0)));

    private static Gen<BigInteger> Elements(BigInteger modulus, int bytes)
    {
        BigInteger[] edges = [0, 1, 2, (modulus - 1) / 2, (modulus + 1) / 2, modulus - 2, modulus - 1];
        return Gen.Frequency(
            (8, Gen.Byte.Array[bytes].Select(b => new BigInteger(b, isUnsigned: true) % modulus)),
            (1, Gen.Int[0, edges.Length - 1].Select(i => edges[i])),
            (1, Gen.ULong.Select(x => new BigInteger(x))));
    }

    private static BigPoint<T>[] Multiples<T>(BigPoint<T> generator)
        where T : struct, IBigField<T>
    {
        BigInteger[] scalars =
            [0, 1, 2, 3, -1, -2, (BigFr.R - 1) / 2, BigInteger.Pow(7, 80), BigInteger.Pow(11, 70), BigInteger.Pow(13, 65)];
        return [.. scalars.Select(generator.Multiply)];
    }

    private static Gen<BigPoint<T>> Sums<T>(BigPoint<T>[] pool)
        where T : struct, IBigField<T> =>
        Gen.Select(Gen.Int[0, pool.Length - 1], Gen.Int[0, pool.Length - 1], (i, j) => pool[i] + pool[j]);

    private static BigPoint<T>[] Outside<T>(Func<int, BigPoint<T>?> withX, BigInteger cofactor, int[] primes)
        where T : struct, IBigField<T>
    {
        BigPoint<T>[] onCurve = [.. Enumerable.Range(0, 50).Select(withX).OfType<BigPoint<T>>().Take(8)];
        BigPoint<T> any = onCurve.First(point => point.Multiply(BigFr.R).IsFinite);
        var points = new List<BigPoint<T>> { any, any.Multiply(BigFr.R) };
        foreach (int prime in primes)
        {
            BigInteger rest = cofactor * BigFr.R;
            while ((rest % prime).IsZero)
                rest /= prime;
            BigPoint<T> small = onCurve.Select(point => point.Multiply(rest)).First(point => point.IsFinite);
            while (small.Multiply(prime).IsFinite)
                small = small.Multiply(prime);
            points.Add(small);
        }

        return [.. points];
    }

    /// <summary>An element whose limbs but the last are beyond 56 bits by what the bound leaves, and the value it stands for.</summary>
    private static (BigInteger Value, Fp Element) Uncarried(ulong[] beyond, bool isLarge)
    {
        ulong last = isLarge ? (ulong)(BigFp.P >> 336) : 0;
        ulong[] limbs = [.. beyond.Select(static part => (1UL << 56) - 1 + part), last, 0];
        BigInteger stored = limbs.Reverse().Aggregate(BigInteger.Zero, static (sum, limb) => (sum << 56) + limb);
        return (stored * BigInteger.ModPow(BigInteger.One << 392, BigFp.P - 2, BigFp.P) % BigFp.P, new Fp(Vector512.Create(limbs)));
    }

    private static Fp Loose(BigInteger x, bool second, bool uncarried)
    {
        BigInteger value = ((x << 392) % BigFp.P) + (second ? BigFp.P : 0);
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
