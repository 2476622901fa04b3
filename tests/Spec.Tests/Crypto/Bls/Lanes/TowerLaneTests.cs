using System.Runtime.Intrinsics;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Bls.Lanes;
using Consensoor.Spec.Tests.Crypto.Reference;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.Crypto.Bls.Lanes;

/// <summary>Fp2 and Fp12 in lanes against big integers; Fp6 is what Fp12 is made of.</summary>
public sealed unsafe class TowerLaneTests
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
        Gen.Select(CryptoInputs.Fp2Elements.Array[L.Count], CryptoInputs.Fp2Elements.Array[L.Count]).Sample(CheckFp2<L, V>, iter: 60);
        Gen.Select(CryptoInputs.Fp12Elements.Array[L.Count], CryptoInputs.Fp12Elements.Array[L.Count]).Sample(CheckFp12<L, V>, iter: 30);
    }

    private static void CheckFp2<L, V>(BigFp2[] a, BigFp2[] b)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        Scratch scratch = Scratch.Rent();
        Fp2V<V>* x = scratch.Take<Fp2V<V>>(), y = scratch.Take<Fp2V<V>>(), r = scratch.Take<Fp2V<V>>();
        V* isSquare = scratch.Take<V>();
        Enter<L, V>(x, a, scratch);
        Enter<L, V>(y, b, scratch);
        Fp2Ops<L, V>.Multiply(r, x, y, scratch);
        Expect<L, V>(r, lane => a[lane] * b[lane], scratch);
        Fp2Ops<L, V>.Square(r, x, scratch);
        Expect<L, V>(r, lane => a[lane] * a[lane], scratch);
        Fp2Ops<L, V>.MultiplyReal(r, x, &y->C0, scratch);
        Expect<L, V>(r, lane => a[lane] * new BigFp2(b[lane].C0, 0), scratch);
        Fp2Ops<L, V>.Inverse(r, x, scratch);
        Expect<L, V>(r, lane => a[lane].IsZero ? 0 : a[lane].Inverse(), scratch);
        Fp2Ops<L, V>.TimesNonResidue(r, x);
        Expect<L, V>(r, lane => a[lane] * BigFp2.NonResidue, scratch);

        Fp2Ops<L, V>.Signs(x, out uint larger, out uint odd, scratch);
        Fp2Ops<L, V>.Sqrt(r, isSquare, x, 1, scratch);
        Fp2Ops<L, V>.Square(r, r, scratch);
        uint squares = L.SignBits(*isSquare);
        for (int lane = 0; lane < L.Count; lane++)
        {
            Assert.Equal(a[lane].IsLarger, ((larger >> lane) & 1) != 0);
            Assert.Equal(a[lane].Sgn0, ((odd >> lane) & 1) != 0);
            Assert.Equal(a[lane].IsSquare, ((squares >> lane) & 1) != 0);
            if (a[lane].IsSquare)
                Assert.Equal(a[lane], Bridge.From(Fp2Ops<L, V>.Get(r, lane, scratch)));
        }
    }

    private static void CheckFp12<L, V>(BigFp12[] a, BigFp12[] b)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        Scratch scratch = Scratch.Rent();
        Fp12V<V>* x = scratch.Take<Fp12V<V>>(), y = scratch.Take<Fp12V<V>>(), r = scratch.Take<Fp12V<V>>();
        Enter<L, V>(x, a, scratch);
        Enter<L, V>(y, b, scratch);
        Fp12Ops<L, V>.Multiply(r, x, y, scratch);
        Expect<L, V>(r, lane => a[lane] * b[lane], scratch);
        Fp12Ops<L, V>.Square(r, x, scratch);
        Expect<L, V>(r, lane => a[lane] * a[lane], scratch);
        *r = *x;
        Fp12Ops<L, V>.MultiplyLine(r, &y->C0.C0, &y->C0.C1, &y->C1.C1, scratch);
        Expect<L, V>(r, lane => a[lane] * new BigFp12(new BigFp6(b[lane].C0.C0, b[lane].C0.C1, 0), new BigFp6(0, b[lane].C1.C1, 0)), scratch);
    }

    private static void Enter<L, V>(Fp2V<V>* r, BigFp2[] values, Scratch scratch)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        for (int lane = 0; lane < L.Count; lane++)
            Fp2Ops<L, V>.Put(r, lane, Bridge.To(values[lane]));
        Fp2Ops<L, V>.Enter(r, scratch);
    }

    private static void Enter<L, V>(Fp12V<V>* r, BigFp12[] values, Scratch scratch)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        Enter<L, V>(&r->C0.C0, [.. values.Select(value => value.C0.C0)], scratch);
        Enter<L, V>(&r->C0.C1, [.. values.Select(value => value.C0.C1)], scratch);
        Enter<L, V>(&r->C0.C2, [.. values.Select(value => value.C0.C2)], scratch);
        Enter<L, V>(&r->C1.C0, [.. values.Select(value => value.C1.C0)], scratch);
        Enter<L, V>(&r->C1.C1, [.. values.Select(value => value.C1.C1)], scratch);
        Enter<L, V>(&r->C1.C2, [.. values.Select(value => value.C1.C2)], scratch);
    }

    private static void Expect<L, V>(Fp2V<V>* actual, Func<int, BigFp2> expected, Scratch scratch)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        for (int lane = 0; lane < L.Count; lane++)
            Assert.Equal(expected(lane), Bridge.From(Fp2Ops<L, V>.Get(actual, lane, scratch)));
    }

    private static void Expect<L, V>(Fp12V<V>* actual, Func<int, BigFp12> expected, Scratch scratch)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        for (int lane = 0; lane < L.Count; lane++)
            Assert.Equal(expected(lane), Bridge.From(Fp12Ops<L, V>.Take(actual, lane, scratch)));
    }
}
