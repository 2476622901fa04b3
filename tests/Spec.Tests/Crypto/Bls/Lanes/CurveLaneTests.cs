using System.Runtime.Intrinsics;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Bls.Lanes;
using Consensoor.Spec.Tests.Crypto.Reference;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.Crypto.Bls.Lanes;

/// <summary>
/// The group law over lanes is that of chords and tangents, with infinity, equal and opposite points and points outside the subgroup side
/// by side.
/// </summary>
public sealed unsafe class CurveLaneTests
{
    [Fact]
    public void EightLanesAgreeWithChordsAndTangents()
    {
        if (Lanes512.IsSupported)
            CheckBoth<Lanes512, Vector512<double>>();
    }

    [Fact]
    public void FourLanesAgreeWithChordsAndTangents()
    {
        if (Lanes256.IsSupported)
            CheckBoth<Lanes256, Vector256<double>>();
    }

    private static void CheckBoth<L, V>()
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        Check<L, FpOps<L, V>, FpV<V>, Fp, V, BigFp>(
            CryptoInputs.G1Points,
            CryptoInputs.OutsideG1,
            CryptoInputs.LooseElements.Select(z => z.Element),
            Bridge.To,
            x => Bridge.From(in x),
            BigG1.IsInSubgroup,
            BigG1.Generator);
        Check<L, Fp2Ops<L, V>, Fp2V<V>, Fp2, V, BigFp2>(
            CryptoInputs.G2Points,
            CryptoInputs.OutsideG2,
            CryptoInputs.LooseFp2Elements.Select(z => z.Element),
            Bridge.To,
            x => Bridge.From(in x),
            BigG2.IsInSubgroup,
            BigG2.Generator);
    }

    private static void Check<L, F, T, S, V, B>(
        Gen<BigPoint<B>> inside, BigPoint<B>[] outside, Gen<S> factors, Func<BigPoint<B>, AffinePoint<S>> to,
        Func<AffinePoint<S>, BigPoint<B>> from,
        Func<BigPoint<B>, bool> isInSubgroup, BigPoint<B> generator)
        where L : struct, ILanes<V>
        where F : struct, ILaneField<T, S, V>
        where T : unmanaged
        where S : struct, IField<S>
        where V : unmanaged
        where B : struct, IBigField<B>
    {
        Gen<BigPoint<B>> any = Gen.Frequency((3, inside), (1, Gen.Int[0, outside.Length - 1].Select(i => outside[i])));
        Gen<S> nonZero = factors.Where(z => !z.IsZero);
        Gen.Select(
            any.Array[L.Count],
            any.Array[L.Count],
            Gen.Int[0, 5].Array[L.Count],
            nonZero.Array[L.Count],
            Gen.OneOf(Gen.ULong[1, 40], Gen.ULong[1, ulong.MaxValue])).Sample(
            (a, others, kinds, z, word) =>
            {
                BigPoint<B>[] b = [.. others.Select((other, i) => kinds[i] == 0 ? a[i] : kinds[i] == 1 ? -a[i] : other)];
                BigPoint<B>[] finite = [.. b.Select(point => point.IsFinite ? point : generator)];
                Scratch scratch = Scratch.Rent();
                PointV<T>* p = scratch.Take<PointV<T>>(), q = scratch.Take<PointV<T>>(), r = scratch.Take<PointV<T>>();
                T* factor = scratch.Take<T>();
                Enter(p, a);
                Enter(q, finite);
                uint inGroup = F.AreInSubgroup(q, scratch);
                LaneInputs.Enter<L, F, T, S, V>(factor, lane => z[lane], scratch);
                F.MultiplyPair(&p->X, &p->Y, &p->X, factor, &p->Y, factor, scratch);
                F.Multiply(&p->Z, &p->Z, factor, scratch);
                CurveOps<F, T, S, V>.AddMixed(r, p, &q->X, &q->Y, scratch);
                CheckPoints(r, lane => a[lane] + finite[lane]);
                Enter(q, b);
                CurveOps<F, T, S, V>.Add(r, p, q, scratch);
                CheckPoints(r, lane => a[lane] + b[lane]);
                CurveOps<F, T, S, V>.Negate(r, p);
                CurveOps<F, T, S, V>.Add(r, r, q, scratch);
                CheckPoints(r, lane => b[lane] + -a[lane]);
                CurveOps<F, T, S, V>.Double(r, p, scratch);
                CheckPoints(r, lane => a[lane] + a[lane]);
                int times = 1 + (int)(word % 20);
                CurveOps<F, T, S, V>.DoubleTimes(r, p, times, scratch);
                CheckPoints(r, lane => a[lane].Multiply(1UL << times));
                CurveOps<F, T, S, V>.Add(r, r, q, scratch);
                CheckPoints(r, lane => a[lane].Multiply(1UL << times) + b[lane]);
                CurveOps<F, T, S, V>.MultiplySparse(r, p, word, scratch);
                CheckPoints(r, lane => a[lane].Multiply(word));
                uint equal = CurveOps<F, T, S, V>.AreEqual(p, q, scratch);
                for (int lane = 0; lane < L.Count; lane++)
                {
                    Assert.Equal(isInSubgroup(finite[lane]), ((inGroup >> lane) & 1) != 0);
                    Assert.Equal(a[lane] == b[lane], ((equal >> lane) & 1) != 0);
                }

                void Enter(PointV<T>* to1, BigPoint<B>[] points) => PointLanes<L, F, T, S, V>.Enter(to1, [.. points.Select(to)], scratch);

                void CheckPoints(PointV<T>* actual, Func<int, BigPoint<B>> expected)
                {
                    var left = new AffinePoint<S>[L.Count];
                    PointLanes<L, F, T, S, V>.Leave(left, actual, 1, scratch);
                    for (int lane = 0; lane < L.Count; lane++)
                        Assert.Equal(expected(lane), from(left[lane]));
                }
            },
            iter: 15);
    }
}
