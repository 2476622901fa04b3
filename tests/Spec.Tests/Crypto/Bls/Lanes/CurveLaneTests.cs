using System.Runtime.Intrinsics;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Bls.Lanes;
using Consensoor.Spec.Tests.Crypto.Reference;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.Crypto.Bls.Lanes;

/// <summary>The complete group law in lanes, with infinity, equal, opposite and small-order points in lanes next to each other, against chord and tangent on big integers.</summary>
public sealed unsafe class CurveLaneTests
{
    [Fact]
    public void EightLanesAgreeWithBigIntegers()
    {
        if (Lanes512.IsSupported)
            Check<Lanes512, Vector512<double>>();
    }

    [Fact]
    public void FourLanesAgreeWithBigIntegers()
    {
        if (Lanes256.IsSupported)
            Check<Lanes256, Vector256<double>>();
    }

    private static void Check<L, V>()
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        Points(CryptoInputs.G1Points, CryptoInputs.OutsideG1, L.Count).Sample(
            pairs => Check<L, FpOps<L, V>, FpV<V>, Fp, BigFp, V>([.. pairs.Select(pair => pair.A)], [.. pairs.Select(pair => pair.B)], Bridge.To, point => Bridge.From(in point)), iter: 30);
        Points(CryptoInputs.G2Points, CryptoInputs.OutsideG2, L.Count).Sample(
            pairs => Check<L, Fp2Ops<L, V>, Fp2V<V>, Fp2, BigFp2, V>([.. pairs.Select(pair => pair.A)], [.. pairs.Select(pair => pair.B)], Bridge.To, point => Bridge.From(in point)), iter: 30);
    }

    /// <summary>Pairs of which some are equal, opposite, or of small order.</summary>
    private static Gen<(BigPoint<T> A, BigPoint<T> B)[]> Points<T>(Gen<BigPoint<T>> inside, BigPoint<T>[] outside, int count)
        where T : struct, IBigField<T>
    {
        Gen<BigPoint<T>> any = Gen.Frequency((3, inside), (1, Gen.Int[0, outside.Length - 1].Select(i => outside[i])));
        return Gen.Select(any, any, Gen.Int[0, 5], (a, b, kind) => kind switch { 0 => (a, a), 1 => (a, -a), 2 => (a, a + a), _ => (a, b) }).Array[count];
    }

    private static void Check<L, F, T, S, B, V>(BigPoint<B>[] a, BigPoint<B>[] b, Func<BigPoint<B>, AffinePoint<S>> to, Func<AffinePoint<S>, BigPoint<B>> from)
        where L : struct, ILanes<V>
        where F : struct, ILaneField<T, S, V>
        where T : unmanaged
        where S : struct, IField<S>
        where B : struct, IBigField<B>
        where V : unmanaged
    {
        Scratch scratch = Scratch.Rent();
        PointV<T>* x = scratch.Take<PointV<T>>(), y = scratch.Take<PointV<T>>(), r = scratch.Take<PointV<T>>();
        PointLanes<L, F, T, S, V>.Enter(x, [.. a.Select(to)], scratch);
        PointLanes<L, F, T, S, V>.Enter(y, [.. b.Select(to)], scratch);
        void Expect(Func<int, BigPoint<B>> expected)
        {
            var points = new AffinePoint<S>[L.Count];
            PointLanes<L, F, T, S, V>.Leave(points, r, 1, scratch);
            for (int lane = 0; lane < points.Length; lane++)
                Assert.Equal(expected(lane), from(points[lane]));
        }

        CurveOps<F, T, S, V>.Add(r, x, y, scratch);
        Expect(lane => a[lane] + b[lane]);
        CurveOps<F, T, S, V>.Double(r, r, scratch);
        Expect(lane => a[lane] + b[lane] + (a[lane] + b[lane]));
        CurveOps<F, T, S, V>.Negate(y, y);
        CurveOps<F, T, S, V>.Add(r, r, y, scratch);
        Expect(lane => a[lane] + b[lane] + a[lane]);
        CurveOps<F, T, S, V>.MultiplySparse(r, x, 0x8000_0101, scratch);
        Expect(lane => a[lane].Multiply(0x8000_0101));
        if (b.All(point => point.IsFinite))
        {
            CurveOps<F, T, S, V>.AddMixed(r, x, &y->X, &y->Y, scratch);
            Expect(lane => a[lane] + -b[lane]);
        }

        uint equal = CurveOps<F, T, S, V>.AreEqual(x, y, scratch);
        for (int lane = 0; lane < L.Count; lane++)
            Assert.Equal(a[lane] == -b[lane], ((equal >> lane) & 1) != 0);
    }
}
