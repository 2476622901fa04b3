using System.Runtime.Intrinsics;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Bls.Lanes;
using Consensoor.Spec.Tests.Crypto.Reference;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.Crypto.Bls.Lanes;

/// <summary>
/// Sums of groups of points, and the windows of a multi-scalar multiplication, are those of big integers; equal and opposite points are
/// refused.
/// </summary>
public sealed unsafe class SumLaneTests
{
    /// <summary>Points of which no two sums are related.</summary>
    private static readonly BigPoint<BigFp>[] Pool1 = [.. Enumerable.Range(0, 64).Select(i => BigG1.Generator.Multiply(Scalar(i)))];

    private static readonly BigPoint<BigFp2>[] Pool2 = [.. Enumerable.Range(0, 24).Select(i => BigG2.Generator.Multiply(Scalar(i)))];

    [Fact]
    public void EightLanesAgreeWithBigIntegers()
    {
        if (Lanes512.IsSupported)
            CheckAll<Lanes512, Vector512<double>>();
    }

    [Fact]
    public void FourLanesAgreeWithBigIntegers()
    {
        if (Lanes256.IsSupported)
            CheckAll<Lanes256, Vector256<double>>();
    }

    private static void CheckAll<L, V>()
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        CheckGroups<L, FpOps<L, V>, FpV<V>, Fp, V, BigFp>(Pool1, Bridge.To, x => Bridge.From(in x));
        CheckGroups<L, Fp2Ops<L, V>, Fp2V<V>, Fp2, V, BigFp2>(Pool2, Bridge.To, x => Bridge.From(in x));
        Gen.Select(Gen.Int[1, Pool1.Length], Gen.Int[1, 17], Gen.Int[1, 16], Gen.Int).Sample(CheckWindows<L, V>, iter: 20);
        Assert.Null(Windows<L, V>([Pool1[0], Pool1[0]], [1, 1], 1));
        Assert.Null(Windows<L, V>([Pool1[0], Pool1[0]], [1, -1], 1));
    }

    private static JacobianPoint<Fp>[]? Windows<L, V>(IEnumerable<BigPoint<BigFp>> points, int[] digits, int buckets)
        where L : struct, ILanes<V>
        where V : unmanaged =>
        MsmLanes<L, FpOps<L, V>, FpV<V>, Fp, V>.Windows([.. points.Select(Bridge.To)], digits, buckets);

    private static void CheckWindows<L, V>(int points, int windows, int buckets, int seed)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        var random = new Random(seed);
        int[] digits = [.. Enumerable.Range(0, points * windows).Select(_ => random.Next(-buckets, buckets + 1))];
        JacobianPoint<Fp>[]? sums = Windows<L, V>(Pool1.Take(points), digits, buckets);
        Assert.NotNull(sums);
        for (int window = 0; window < windows; window++)
        {
            BigPoint<BigFp> expected = default;
            for (int i = 0; i < points; i++)
                expected += Pool1[i].Multiply(digits[(window * points) + i]);
            Assert.Equal(expected, Bridge.From(in sums[window]));
        }
    }

    private static void CheckGroups<L, F, T, S, V, B>(
        BigPoint<B>[] pool, Func<BigPoint<B>, AffinePoint<S>> to, Func<AffinePoint<S>, BigPoint<B>> from)
        where L : struct, ILanes<V>
        where F : struct, ILaneField<T, S, V>
        where T : unmanaged
        where S : struct, IField<S>
        where V : unmanaged
        where B : struct, IBigField<B>
    {
        Gen.Int[0, pool.Length].Array[1, 12].Sample(
            sizes =>
            {
                var points = new List<BigPoint<B>>();
                var starts = new int[sizes.Length];
                for (int group = 0; group < sizes.Length; group++)
                {
                    starts[group] = points.Count;
                    for (int i = 0; i < sizes[group]; i++)
                        points.Add(pool[(group + i) % pool.Length]);
                }

                int[] counts = [.. sizes];
                AffinePoint<S>[]? sums = TrySum<L, F, T, S, V>([.. points.Select(to)], starts, counts);
                Assert.NotNull(sums);
                for (int group = 0; group < sizes.Length; group++)
                {
                    BigPoint<B> expected = default;
                    for (int i = 0; i < sizes[group]; i++)
                        expected += points[starts[group] + i];
                    Assert.Equal(Math.Min(1, sizes[group]), counts[group]);
                    if (sizes[group] > 0)
                        Assert.Equal(expected, from(sums[group]));
                }
            },
            iter: 20);
        AffinePoint<S>[] some = [.. pool.Take(16).Select(to)];
        for (int i = 0; i < some.Length; i += 2)
        {
            AffinePoint<S>[] equal = [.. some], opposite = [.. some];
            equal[i] = equal[i + 1];
            opposite[i] = to(-pool[i + 1]);
            Assert.Null(TrySum<L, F, T, S, V>(equal, [0], [some.Length]));
            Assert.Null(TrySum<L, F, T, S, V>(opposite, [0], [some.Length]));
        }
    }

    /// <summary>The points at the groups' starts, or null as the adder says.</summary>
    private static AffinePoint<S>[]? TrySum<L, F, T, S, V>(AffinePoint<S>[] points, int[] starts, int[] counts)
        where L : struct, ILanes<V>
        where F : struct, ILaneField<T, S, V>
        where T : unmanaged
        where S : struct, IField<S>
        where V : unmanaged
    {
        int size = LaneAdder<L, F, T, S, V>.PointSize;
        var limbs = new AlignedBuffer((points.Length + 1) * size * sizeof(double));
        double* start = (double*)limbs.Start;
        LaneAdder<L, F, T, S, V>.Write(points, start);
        if (!new LaneAdder<L, F, T, S, V>(points.Length).TrySumGroups(start, starts, counts))
            return null;
        Scratch scratch = Scratch.Rent();
        T* xy = scratch.Take<T>(2);
        var sums = new AffinePoint<S>[starts.Length];
        for (int group = 0; group < starts.Length; group++)
        {
            if (counts[group] == 0)
                continue;
            for (int i = 0; i < size; i++)
                ((double*)xy)[i * L.Count] = start[(starts[group] * size) + i];
            F.Leave(xy, xy, scratch);
            F.Leave(xy + 1, xy + 1, scratch);
            sums[group] = new AffinePoint<S>(F.Take(xy, 0), F.Take(xy + 1, 0));
        }

        return sums;
    }

    private static System.Numerics.BigInteger Scalar(int i) => System.Numerics.BigInteger.Pow(i + 3, 120) % BigFr.R;
}
