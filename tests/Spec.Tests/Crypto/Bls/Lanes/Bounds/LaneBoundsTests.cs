using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Bls.Lanes;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Crypto.Kzg.Lanes;
using Xunit;
using Xunit.Abstractions;

namespace Consensoor.Spec.Tests.Crypto.Bls.Lanes.Bounds;

/// <summary>
/// Runs all that is done over lanes on <see cref="BoundLanes"/>, from the largest inputs there are. As no limit is broken on the way, and
/// each step's bounds hold for all numbers within those of its operands, no input whatever leaves what doubles hold exactly.
/// </summary>
public sealed class LaneBoundsTests(ITestOutputHelper output)
{
    /// <summary>The parts of the limits that are made use of, rounded up: the table in the README of Bls.</summary>
    private static readonly Dictionary<LaneLimit, double> Documented = new()
    {
        [LaneLimit.Chain] = 0.88,
        [LaneLimit.Column] = 0.82,
        [LaneLimit.Normalization] = 0.59,
        [LaneLimit.Sum] = 0.38,
        [LaneLimit.Leaving] = 0.53,
    };

    [Fact]
    public void DecodingIsExact() => Run(() =>
    {
        Decode<FpOps<BoundLanes, double>, FpV<double>, Fp>();
        Decode<Fp2Ops<BoundLanes, double>, Fp2V<double>, Fp2>();
    });

    [Fact]
    public void HashingIsExact() => Run(() =>
    {
        var points = new AffinePoint<Fp2>[9];
        var elements = new Fp2[9];
        HashLanes<BoundLanes, double>.Hash(elements, elements, points);
    });

    [Fact]
    public void MultiplesAreExact() => Run(() =>
    {
        Multiply<FpOps<BoundLanes, double>, FpV<double>, Fp>(G1.Generator);
        Multiply<Fp2Ops<BoundLanes, double>, Fp2V<double>, Fp2>(G2.Generator);
    });

    [Fact]
    public void MillerLoopsAreExact() => Run(() =>
    {
        AffinePoint<Fp>[] p = [.. Enumerable.Repeat(G1.Generator, 8)];
        AffinePoint<Fp2>[] q = [.. Enumerable.Repeat(G2.Generator, 8)];
        MillerLanes<BoundLanes, double>.Loop(p, q);
    });

    [Fact]
    public void SumsAreExact() => Run(() =>
    {
        AddGroup<FpOps<BoundLanes, double>, FpV<double>, Fp>(G1.Generator);
        AddGroup<Fp2Ops<BoundLanes, double>, Fp2V<double>, Fp2>(G2.Generator);
        int[] digits = [.. Enumerable.Repeat(7, 64)];
        Assert.NotNull(MsmLanes<BoundLanes, FpOps<BoundLanes, double>, FpV<double>, Fp, double>.Windows(
            [.. Enumerable.Repeat(G1.Generator, 32)], digits, 16));
    });

    [Fact]
    public void PointsOfKzgAreExact() => Run(() =>
    {
        JacobianPoint<Fp>[] points = [.. Enumerable.Repeat(new JacobianPoint<Fp>(in G1.Generator), 16)];
        PointFftLanes<BoundLanes, double>.Evaluate(points);
        PointFftLanes<BoundLanes, double>.InterpolateScaled(points);
        new LaneRows<BoundLanes, double>([.. Enumerable.Repeat(G1.Generator, 4)], 2).Multiply([Fr.One, Fr.One, Fr.One, Fr.One]);
    });

    /// <summary>However long a chain of operations is: their bounds come to a halt.</summary>
    [Fact]
    public void ChainsOfAnyLengthAreExact() => Run(() =>
    {
        FixedPoint.OfCurve<FpOps<BoundLanes, double>, FpV<double>, Fp>();
        FixedPoint.OfCurve<Fp2Ops<BoundLanes, double>, Fp2V<double>, Fp2>();
        FixedPoint.OfTower();
    });

    private static void Decode<F, T, S>()
        where F : struct, ILaneField<T, S, double>
        where T : unmanaged
        where S : struct, IField<S>
    {
        byte[] largest = [.. Enumerable.Repeat((byte)0xff, F.Size * 2)];
        largest[0] = largest[F.Size] = 0xbf;
        PointLanes<BoundLanes, F, T, S, double>.Decode(largest, new AffinePoint<S>[2], new PointError[2]);
    }

    private static void Multiply<F, T, S>(AffinePoint<S> point)
        where F : struct, ILaneField<T, S, double>
        where T : unmanaged
        where S : struct, IField<S>
    {
        // By bits, and by buckets.
        foreach (int count in (int[])[15, 16])
        {
            AffinePoint<S>[] points = [.. Enumerable.Repeat(point, count)];
            ulong[] words = [.. Enumerable.Repeat(ulong.MaxValue, count)];
            MultipleLanes<BoundLanes, F, T, S, double>.SumOfMultiples(points, words);
            MultipleLanes<BoundLanes, F, T, S, double>.MultiplyEach(points, words);
        }
    }

    private static unsafe void AddGroup<F, T, S>(AffinePoint<S> point)
        where F : struct, ILaneField<T, S, double>
        where T : unmanaged
        where S : struct, IField<S>
    {
        const int Count = 64;
        int size = LaneAdder<BoundLanes, F, T, S, double>.PointSize;
        var limbs = new AlignedBuffer(Count * size * sizeof(double));
        LaneAdder<BoundLanes, F, T, S, double>.Write([.. Enumerable.Repeat(point, Count)], (double*)limbs.Start);
        var adder = new LaneAdder<BoundLanes, F, T, S, double>(Count);
        Assert.True(adder.TrySumGroups((double*)limbs.Start, [0], [Count]));
    }

    private void Run(Action work)
    {
        LaneLimits.Reset();
        work();
        foreach ((LaneLimit limit, double part) in LaneLimits.Largest.OrderBy(pair => pair.Key))
        {
            output.WriteLine($"{limit} {part:P2}");
            Assert.InRange(part, 0, Documented[limit]);
        }
    }
}
