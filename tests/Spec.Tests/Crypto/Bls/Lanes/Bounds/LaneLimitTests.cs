using System.Numerics;
using System.Runtime.Intrinsics;
using Consensoor.Spec.Crypto.Bls.Lanes;
using Consensoor.Spec.Tests.Crypto.Reference;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.Crypto.Bls.Lanes.Bounds;

/// <summary>
/// The kernels are exact up to the limits that <see cref="BoundLanes"/> checks, and give nothing beyond the bounds that it computes.
/// </summary>
public sealed unsafe class LaneLimitTests
{
    /// <summary>A limb's magnitude relative to the largest: at it, next to it, nothing, anything.</summary>
    private static readonly Gen<double> Parts = Gen.Frequency((4, Gen.Const(1.0)), (1, Gen.Const(0.0)), (3, Gen.Double[0, 1]));

    private static readonly Gen<
        (double Part, bool IsNegative, bool IsLess)[]> Limbs = Gen.Select(Parts, Gen.Bool, Gen.Bool).Array[FpShape.Limbs];

    [Fact]
    public void EightLanesAreExactUpToTheLimits()
    {
        if (Lanes512.IsSupported)
            Check<Lanes512, Vector512<double>>();
    }

    [Fact]
    public void FourLanesAreExactUpToTheLimits()
    {
        if (Lanes256.IsSupported)
            Check<Lanes256, Vector256<double>>();
    }

    private static void Check<L, V>()
        where L : struct, ILanes<V>
        where V : unmanaged =>
        Gen.Select(Limbs.Array[4 * L.Count], Gen.Int[0, 3], Gen.Bool).Sample(
            (numbers, shift, sameSign) =>
            {
                // Limbs of which the largest multiply to 2^96, eight of them to 2^99.
                Scratch room = Scratch.Rent();
                Number<V> a = Enter<L, V>(numbers[..L.Count], 1L << (48 + shift), sameSign, ref room);
                Number<V> b = Enter<L, V>(numbers[L.Count..(2 * L.Count)], 1L << (48 - shift), sameSign, ref room);
                Number<V> c = Enter<L, V>(numbers[(2 * L.Count)..(3 * L.Count)], 1L << (48 + shift), sameSign, ref room);
                Number<V> d = Enter<L, V>(numbers[(3 * L.Count)..], 1L << (48 - shift), sameSign, ref room);
                V* first = (V*)room.Take<FpV<V>>(), second = (V*)room.Take<FpV<V>>(), scratch = (V*)room.Take<FpV<V>>(4);
                long[] single =
                    KernelBounds.Sum([(a.Bounds, b.Bounds)]), twice = KernelBounds.Sum([(a.Bounds, b.Bounds), (c.Bounds, d.Bounds)]);
                L.Product(first, a.Limbs, b.Limbs, scratch);
                CheckResult<L, V>(first, lane => a.Values[lane] * b.Values[lane], 384, single);
                L.ProductPair(first, second, a.Limbs, b.Limbs, c.Limbs, d.Limbs, scratch);
                CheckResult<L, V>(first, lane => a.Values[lane] * b.Values[lane], 384, single);
                CheckResult<L, V>(second, lane => c.Values[lane] * d.Values[lane], 384, single);
                L.ProductComplex(first, second, a.Limbs, c.Limbs, b.Limbs, d.Limbs, scratch);
                CheckResult<L, V>(first, lane => (a.Values[lane] * b.Values[lane]) - (c.Values[lane] * d.Values[lane]), 384, twice);
                CheckResult<L, V>(second, lane => (a.Values[lane] * d.Values[lane]) + (c.Values[lane] * b.Values[lane]), 384, twice);
                Number<V> sum = Enter<L, V>(numbers[..L.Count], 1L << 52, sameSign, ref room, LaneModulus.Limbs[^1] * 32);
                L.Normalize(first, sum.Limbs);
                CheckResult<L, V>(first, lane => sum.Values[lane], 0, NormalizerBounds.Normalize(sum.Bounds));
                L.Carry(sum.Limbs);
                CheckResult<L, V>(sum.Limbs, lane => sum.Values[lane], 0, NormalizerBounds.Carry(sum.Bounds));
            },
            iter: 1000);

    /// <summary>Whether each lane is what is expected times 2^-shift modulo p, in limbs within their bounds.</summary>
    private static void CheckResult<L, V>(V* result, Func<int, BigInteger> expected, int shift, long[] bounds)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        for (int lane = 0; lane < L.Count; lane++)
        {
            BigInteger value = 0;
            for (int i = FpShape.Limbs - 1; i >= 0; i--)
            {
                double limb = ((double*)result)[(i * L.Count) + lane];
                Assert.InRange(Math.Abs(limb), 0, bounds[i]);
                value = (value << FpShape.LimbBits) + new BigInteger(limb);
            }

            Assert.Equal((BigFp)expected(lane), (BigFp)(value << shift));
        }
    }

    private static Number<V> Enter<L, V>(
        (double Part, bool IsNegative, bool IsLess)[][] lanes, long largest, bool sameSign, ref Scratch room, long? highest = null)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        var number = new Number<V>(
            (V*)room.Take<FpV<V>>(), [.. Enumerable.Repeat(largest, FpShape.Limbs - 1), highest ?? largest], new BigInteger[L.Count]);
        for (int lane = 0; lane < L.Count; lane++)
        {
            for (int i = FpShape.Limbs - 1; i >= 0; i--)
            {
                (double part, bool isNegative, bool isLess) = lanes[lane][i];
                double limb = Math.Max(0, Math.Floor(part * number.Bounds[i]) - (isLess ? 1 : 0));
                if (isNegative && !sameSign)
                    limb = -limb;
                ((double*)number.Limbs)[(i * L.Count) + lane] = limb;
                number.Values[lane] = (number.Values[lane] << FpShape.LimbBits) + new BigInteger(limb);
            }
        }

        return number;
    }

    /// <summary>A number in each lane, as limbs and as it is, and the bounds of its limbs.</summary>
    private sealed class Number<V>(V* limbs, long[] bounds, BigInteger[] values)
        where V : unmanaged
    {
        internal V* Limbs => limbs;

        internal long[] Bounds => bounds;

        internal BigInteger[] Values => values;
    }
}
