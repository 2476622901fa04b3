using System.Numerics;
using System.Runtime.InteropServices;
using Consensoor.Spec.Crypto;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Tests.Crypto.Reference;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.Crypto.Bls.Lanes;

/// <summary>Every engine that this CPU has answers as the plain code does, and that as big integers do, for any number of points.</summary>
public sealed class EngineTests
{
    public static TheoryData<VectorWidth> Widths => [.. Enum.GetValues<VectorWidth>().Where(CryptoLanes.IsSupported)];

    [Theory]
    [MemberData(nameof(Widths))]
    public void DecodingAgrees(VectorWidth width)
    {
        BlsEngine engine = BlsEngine.Of(width);
        CryptoInputs.G1Encodings.Where(bytes => bytes.Length == G1.CompressedSize).Array[0, 20].Sample(
            encodings =>
            {
                var points = new AffinePoint<Fp>[encodings.Length];
                var errors = new PointError[encodings.Length];
                engine.DecodeG1(encodings.SelectMany(bytes => bytes).ToArray(), points, errors);
                for (int i = 0; i < points.Length; i++)
                {
                    Assert.Equal(G1.Decode(encodings[i], out AffinePoint<Fp> point), errors[i]);
                    Assert.Equal(Bridge.From(in point), Bridge.From(in points[i]));
                }
            },
            iter: 100);
        CryptoInputs.G2Encodings.Where(bytes => bytes.Length == G2.CompressedSize).Array[0, 20].Sample(
            encodings =>
            {
                var points = new AffinePoint<Fp2>[encodings.Length];
                var errors = new PointError[encodings.Length];
                engine.DecodeG2(encodings.SelectMany(bytes => bytes).ToArray(), points, errors);
                for (int i = 0; i < points.Length; i++)
                {
                    Assert.Equal(G2.Decode(encodings[i], out AffinePoint<Fp2> point), errors[i]);
                    Assert.Equal(Bridge.From(in point), Bridge.From(in points[i]));
                }
            },
            iter: 100);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void HashingAgrees(VectorWidth width)
    {
        BlsEngine engine = BlsEngine.Of(width);
        Gen.Byte.Array[32].Select(bytes => new Bytes32(bytes)).Array[0, 20].Sample(
            messages =>
            {
                var points = new AffinePoint<Fp2>[messages.Length];
                engine.Hash(messages, points);
                for (int i = 0; i < points.Length; i++)
                    Assert.Equal(Bridge.From(HashToG2.Hash(messages[i].AsSpan())), Bridge.From(in points[i]));
            },
            iter: 20);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void MultiplesAgreeWithBigIntegers(VectorWidth width)
    {
        BlsEngine engine = BlsEngine.Of(width);
        Gen.Select(
            CryptoInputs.G1Points,
            CryptoInputs.G2Points,
            Gen.OneOf(Gen.ULong, Gen.ULong[0, 3], Gen.ULong[0, 3].Select(word => word << 32))).Array[0, 20].Sample(
            items =>
            {
                AffinePoint<Fp>[] p = [.. items.Select(item => Bridge.To(item.Item1))];
                AffinePoint<Fp2>[] q = [.. items.Select(item => Bridge.To(item.Item2))];
                ulong[] words = [.. items.Select(item => item.Item3)];
                BigPoint<BigFp> sum1 = default;
                BigPoint<BigFp2> sum2 = default;
                foreach ((BigPoint<BigFp> g1, BigPoint<BigFp2> g2, ulong word) in items)
                {
                    BigInteger scalar = (word & uint.MaxValue) + ((word >> 32) * BigInteger.Pow(CurveParameter.Magnitude, 2));
                    sum1 += g1.Multiply(scalar);
                    sum2 += g2.Multiply(scalar);
                }

                Assert.Equal(sum1, Bridge.From(engine.SumOfMultiples(p, words)));
                Assert.Equal(sum2, Bridge.From(engine.SumOfMultiples(q, words)));
                engine.MultiplyEach(p, words);
                BigPoint<BigFp> sumOfEach = default;
                foreach (AffinePoint<Fp> multiple in p)
                    sumOfEach += Bridge.From(in multiple);
                Assert.Equal(sum1, sumOfEach);
            },
            iter: 10);
    }

    /// <summary>As many multiples as are added up by buckets, with points and their negatives twice, and with none.</summary>
    [Theory]
    [MemberData(nameof(Widths))]
    public void SumsOfManyMultiplesAgree(VectorWidth width)
    {
        BlsEngine engine = BlsEngine.Of(width);
        AffinePoint<Fp>[] pool1 = Distinct(G1.Generator);
        AffinePoint<Fp2>[] pool2 = Distinct(G2.Generator);
        Gen.Select(Gen.Int[15, 60], Gen.Bool, Gen.Int[0, 1 << 20]).Sample(
            (count, repeats, seed) =>
            {
                var random = new Random(seed);
                AffinePoint<Fp>[] p = Choose(pool1, count, repeats, new Random(seed));
                AffinePoint<Fp2>[] q = Choose(pool2, count, repeats, new Random(seed));
                var words = new ulong[count];
                random.NextBytes(MemoryMarshal.AsBytes(words.AsSpan()));
                Assert.Equal(
                    Bridge.From(PlainEngine.Instance.SumOfMultiples(p, words)), Bridge.From(engine.SumOfMultiples(p, words)));
                Assert.Equal(
                    Bridge.From(PlainEngine.Instance.SumOfMultiples(q, words)), Bridge.From(engine.SumOfMultiples(q, words)));
            },
            iter: 30);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void MillerLoopsAgree(VectorWidth width)
    {
        BlsEngine engine = BlsEngine.Of(width);
        Gen.Select(CryptoInputs.G1Points, CryptoInputs.G2Points).Array[0, 20].Sample(
            pairs =>
            {
                AffinePoint<Fp>[] p = [.. pairs.Select(pair => Bridge.To(pair.Item1))];
                AffinePoint<Fp2>[] q = [.. pairs.Select(pair => Bridge.To(pair.Item2))];
                Fp12 expected = Pairing.FinalExponentiation(Pairing.MillerLoop(p, q));
                Fp12 actual = Pairing.FinalExponentiation(engine.MillerLoop(p, q));
                Assert.Equal(Bridge.From(in expected), Bridge.From(in actual));
            },
            iter: 10);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void SumsOfKeysAgree(VectorWidth width)
    {
        BlsEngine engine = BlsEngine.Of(width);
        CryptoInputs.G1Points.Where(point => point.IsFinite).Array[1, 40].Sample(
            points =>
            {
                BigPoint<BigFp> sum = default;
                foreach (BigPoint<BigFp> point in points)
                    sum += point;
                ManagedPublicKey[] keys = [.. points.Select(point => new ManagedPublicKey(default, Bridge.To(point)))];
                Assert.Equal(sum, Bridge.From(engine.Sum(keys)));
            },
            iter: 50);
    }

    /// <summary>Points that are equal or opposite, as well as points that are not, meet in the same bucket.</summary>
    [Theory]
    [MemberData(nameof(Widths))]
    public void BucketsAgree(VectorWidth width)
    {
        BlsEngine engine = BlsEngine.Of(width);
        AffinePoint<Fp>[] distinct = Distinct(G1.Generator);
        Gen.Select(Gen.Int[32, 60], Gen.Bool, Gen.Int[1, 12], Gen.Int[0, 1 << 20]).Sample(
            (count, repeats, windows, seed) =>
            {
                var random = new Random(seed);
                AffinePoint<Fp>[] points =
                    [.. Enumerable.Range(0, count).Select(i => distinct[repeats ? random.Next(distinct.Length) : i])];
                int[] digits = [.. Enumerable.Range(0, windows * count).Select(_ => random.Next(-8, 9))];
                JacobianPoint<Fp>[] expected = MsmBuckets.Windows(points, digits, 8), actual = engine.MsmWindows(points, digits, 8);
                Assert.Equal(expected.Select(sum => Bridge.From(in sum)), actual.Select(sum => Bridge.From(in sum)));
            },
            iter: 60);
    }

    /// <summary>Points of which no two sums are related.</summary>
    private static AffinePoint<T>[] Distinct<T>(AffinePoint<T> generator)
        where T : struct, IField<T> =>
        [.. Enumerable.Range(1, 60).Select(i =>
            new JacobianPoint<T>(in generator).Multiply((ulong)i * 0x9e3779b97f4a7c15UL >> 3).ToAffine())];

    private static AffinePoint<T>[] Choose<T>(AffinePoint<T>[] pool, int count, bool repeats, Random random)
        where T : struct, IField<T>
    {
        if (!repeats)
            return pool[..count];
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(10) switch
        {
            0 => AffinePoint<T>.Infinity,
            1 => -pool[random.Next(pool.Length)],
            _ => pool[random.Next(pool.Length)],
        })];
    }
}
