using System.Numerics;
using System.Runtime.Intrinsics;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Bls.Lanes;
using Consensoor.Spec.Tests.Crypto.Reference;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.Crypto.Bls;

/// <summary><see cref="FourProducts"/> and its kernels against integers, up to the limits of what doubles hold exactly.</summary>
public sealed unsafe class FourProductsTests
{
    private const int Limbs = 8;
    private const int Bits = 49;
    private const int Lanes = 4;

    /// <summary>2^48: what is left of a limb when its multiple of 2^49 is taken off.</summary>
    private const long Half = 1L << (Bits - 1);

    private static readonly BigInteger R = BigInteger.One << 392;

    /// <summary>
    /// Bounds of the limbs that enter a kernel: beyond 2^48 by what the 2^36 that a limb of 56 bits may have too much leave above its own
    /// bits, 2^(36 - 56 + 7 k) of limb k - 1; and by less than 32 for the carry of a limb that comes from a kernel.
    /// </summary>
    private static readonly long[] Entering =
    [
        .. Enumerable.Range(0, Limbs - 1).Select(static k => Half + Math.Max(32, (k > 2 ? 1L << ((7 * k) - 20) : 0) + 1)),
        (long)((2 * BigFp.P) >> (Bits * (Limbs - 1))) + 2,
    ];

    /// <summary>A limb at its bound, next to it, or anything below it, of either sign.</summary>
    private static readonly Gen<(double Part, bool IsNegative, bool IsLess)> Limb = Gen.Select(
        Gen.Frequency((4, Gen.Const(1.0)), (1, Gen.Const(0.0)), (3, Gen.Double[0, 1])), Gen.Bool, Gen.Bool);

    /// <summary>Any limbs, or all of them at their bounds.</summary>
    private static readonly Gen<(double Part, bool IsNegative, bool IsLess)[]> Number = Gen.Frequency(
        (3, Limb.Array[Limbs]),
        (1, Gen.Bool.Select(static isNegative => Enumerable.Repeat((1.0, isNegative, false), Limbs).ToArray())));

    [Fact]
    public void ProductsAreThoseOfTheField() =>
        CryptoInputs.LooseFp2Elements.Array[4].Sample(x =>
        {
            if (!FourProducts.IsSupported)
                return;
            FourProducts.MultiplyComplex(in x[0].Element, in x[1].Element, in x[2].Element, in x[3].Element, out Fp2 first, out Fp2 second);
            Check(x[0].Value * x[1].Value, in first);
            Check(x[2].Value * x[3].Value, in second);
            FourProducts.MultiplyEach(in x[0].Element, in x[1].Element, in x[2].Element, in x[3].Element, out first, out second);
            Check(Each(x[0].Value, x[1].Value), in first);
            Check(Each(x[2].Value, x[3].Value), in second);
            Fp2.SquarePair(in x[0].Element, in x[1].Element, out first, out second);
            Check(x[0].Value * x[0].Value, in first);
            Check(x[1].Value * x[1].Value, in second);
            Fp2.ScalePair(in x[0].Element, in x[1].Element.C0, in x[2].Element, in x[3].Element.C1, out first, out second);
            Check(x[0].Value * new BigFp2(x[1].Value.C0, 0), in first);
            Check(x[2].Value * new BigFp2(x[3].Value.C1, 0), in second);
        });

    [Fact]
    public void KernelsAreExactUpToTheBounds() =>
        Gen.Select(Number.Array[4 * Lanes], Gen.Bool).Sample(
            (limbs, sameSign) =>
            {
                if (!FourProducts.IsSupported)
                    return;
                int vectors = (5 * Limbs) + StoredKernels.Room + StoredKernels.Constants.Length;
                var memory = new AlignedBuffer(vectors * sizeof(Vector256<double>));
                var operands = (Vector256<double>*)memory.Start;
                Vector256<double>* result = operands + (4 * Limbs), room = result + Limbs, constants = room + StoredKernels.Room;
                for (int i = 0; i < StoredKernels.Constants.Length; i++)
                    constants[i] = Vector256.Create(StoredKernels.Constants[i]);
                var values = new BigInteger[limbs.Length];
                for (int i = 0; i < values.Length; i++)
                    values[i] = Enter((double*)(operands + (i / Lanes * Limbs)), i % Lanes, limbs[i], sameSign);
                StoredKernels.Multiply(result, operands, operands + Limbs, room, constants);
                for (int lane = 0; lane < Lanes; lane++)
                    CheckResult(values[lane] * values[Lanes + lane], (double*)result, lane);
                StoredKernels.MultiplyTwice(
                    result, operands, operands + Limbs, operands + (2 * Limbs), operands + (3 * Limbs), room, constants);
                for (int lane = 0; lane < Lanes; lane++)
                {
                    BigInteger second = values[(2 * Lanes) + lane] * values[(3 * Lanes) + lane];
                    CheckResult((values[lane] * values[Lanes + lane]) + second, (double*)result, lane);
                }

                GC.KeepAlive(memory);
            },
            iter: 1000);

    /// <summary>
    /// Two products of the largest numbers: no chain of high parts leaves 2^100, within which it is exact, no column 2^53; and the result
    /// lies between -p and p.
    /// </summary>
    [Fact]
    public void NothingGrowsBeyondWhatIsExact()
    {
        long[] shifted = Magnitudes(0), modulus = Magnitudes(Limbs);
        Assert.Equal(BigFp.P, Value([.. StoredKernels.Constants.Slice(Limbs, Limbs).ToArray().Select(limb => new BigInteger(limb))]));
        BigInteger factor = new(StoredKernels.Constants[2 * Limbs]);
        Assert.Equal(
            (factor * BigFp.P) + 1, Value([.. StoredKernels.Constants[..Limbs].ToArray().Select(limb => new BigInteger(limb))]) << Bits);
        BigInteger unit = BigInteger.One << Bits, chainLimit = BigInteger.One << 100, exact = BigInteger.One << 53;
        BigInteger below = 0, carry = 0, unused = 0;
        for (int column = 0; column < 2 * Limbs; column++)
        {
            BigInteger value = (below / unit) + carry, products = 0, reduction = 0;
            for (int i = 0; i < Limbs; i++)
            {
                if (column - i is >= 0 and < Limbs)
                    products += 2 * Add((BigInteger)Entering[i] * Entering[column - i], terms: 2, ref value);
                int limb = i < Limbs - 1 ? column - 1 - i : column - i;
                if (limb is < 0 or >= Limbs)
                    continue;

                // What removes limb 7 goes into the carry of its own column.
                BigInteger multiple = Half * (BigInteger)(i < Limbs - 1 ? shifted : modulus)[limb];
                reduction += i == Limbs - 1 && limb == 0 ? Add(multiple, 1, ref unused) : Add(multiple, 1, ref value);
            }

            Assert.InRange(products, 0, chainLimit);
            Assert.InRange(reduction, 0, chainLimit);
            Assert.InRange(value, 0, exact);
            (below, carry) = (products + reduction, (value / unit) + 2);

            // What a limb of the result hands to the next one.
            if (column >= Limbs)
                Assert.InRange(carry, 0, 32);
        }

        BigInteger largest = Value([.. Entering.Select(limb => new BigInteger(limb))]);
        BigInteger removed = Value([.. Enumerable.Repeat(new BigInteger(Half), Limbs - 1)]) * BigInteger.Abs(factor) * BigFp.P;
        Assert.True((2 * largest * largest) + removed + ((Half * BigFp.P) << (Bits * (Limbs - 1))) < BigFp.P * R);

        static BigInteger Add(BigInteger product, int terms, ref BigInteger low)
        {
            low += terms * BigInteger.Min(product, Half);
            return ((product >> Bits) + 1) << Bits;
        }
    }

    private static BigFp2 Each(BigFp2 a, BigFp2 b) => new(a.C0 * b.C0, a.C1 * b.C1);

    private static void Check(BigFp2 expected, in Fp2 actual)
    {
        Assert.True(Bridge.IsWithinBounds(in actual.C0) && Bridge.IsWithinBounds(in actual.C1));
        Assert.Equal(expected, Bridge.From(in actual));
    }

    private static long[] Magnitudes(int start) =>
        [.. StoredKernels.Constants.Slice(start, Limbs).ToArray().Select(limb => (long)Math.Abs(limb))];

    private static BigInteger Enter(double* to, int lane, (double Part, bool IsNegative, bool IsLess)[] number, bool sameSign)
    {
        BigInteger value = 0;
        for (int i = Limbs - 1; i >= 0; i--)
        {
            double limb = Math.Max(0, Math.Floor(number[i].Part * Entering[i]) - (number[i].IsLess ? 1 : 0));
            if (number[i].IsNegative && !sameSign)
                limb = -limb;
            to[(i * Lanes) + lane] = limb;
            value = (value << Bits) + new BigInteger(limb);
        }

        return value;
    }

    private static void CheckResult(BigInteger expected, double* result, int lane)
    {
        var limbs = new BigInteger[Limbs];
        for (int i = 0; i < Limbs; i++)
            limbs[i] = new BigInteger(result[(i * Lanes) + lane]);
        BigInteger value = Value(limbs);
        Assert.InRange(value, -BigFp.P + 1, BigFp.P - 1);
        Assert.All(limbs, limb => Assert.InRange(BigInteger.Abs(limb), 0, Half + 32));
        Assert.Equal(Integers.Mod(expected, BigFp.P), Integers.Mod(value * R, BigFp.P));
    }

    private static BigInteger Value(BigInteger[] limbs) =>
        limbs.Reverse().Aggregate(BigInteger.Zero, (value, limb) => (value << Bits) + limb);
}
