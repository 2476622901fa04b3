using System.Runtime.Intrinsics;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Bls.Lanes;
using Consensoor.Spec.Tests.Crypto.Reference;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.Crypto.Bls.Lanes;

/// <summary>The tower over lanes gives in each lane what big integers give.</summary>
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
        Gen.Select(CryptoInputs.Fp2Elements.Array[L.Count], CryptoInputs.Fp2Elements.Array[L.Count], Gen.Bool.Array[L.Count]).Sample(
            (a, b, square) =>
            {
                CheckFp2<L, V>(a, b);
                CheckOrder<L, V>([.. a.Select((value, i) => square[i] ? value * value : value)]);
            },
            iter: 40);
        Gen.Select(CryptoInputs.Fp12Elements.Array[L.Count], CryptoInputs.Fp12Elements.Array[L.Count]).Sample(CheckFp12<L, V>, iter: 60);
    }

    private static void CheckFp2<L, V>(BigFp2[] a, BigFp2[] b)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        Scratch scratch = Scratch.Rent();
        Fp2V<V>* x = scratch.Take<Fp2V<V>>(2), r = scratch.Take<Fp2V<V>>(2);
        LaneInputs.Enter<L, Fp2Ops<L, V>, Fp2V<V>, Fp2, V>(x, lane => Bridge.To(a[lane]), scratch);
        LaneInputs.Enter<L, Fp2Ops<L, V>, Fp2V<V>, Fp2, V>(x + 1, lane => Bridge.To(b[lane]), scratch);
        Fp2Ops<L, V>.Multiply(r, x, x + 1, scratch);
        LaneInputs.Check<L, V>(r, lane => a[lane] * b[lane], scratch);
        Fp2Ops<L, V>.MultiplyPair(r, r + 1, x, x + 1, x, x, scratch);
        LaneInputs.Check<L, V>(r, lane => a[lane] * b[lane], scratch);
        LaneInputs.Check<L, V>(r + 1, lane => a[lane] * a[lane], scratch);
        Fp2Ops<L, V>.MultiplyReal(r, x, &x[1].C0, scratch);
        LaneInputs.Check<L, V>(r, lane => a[lane] * new BigFp2(b[lane].C0, 0), scratch);
        Fp2Ops<L, V>.Square(r, x, scratch);
        LaneInputs.Check<L, V>(r, lane => a[lane] * a[lane], scratch);
        Fp2Ops<L, V>.Inverse(r, x, scratch);
        LaneInputs.Check<L, V>(r, lane => a[lane].Inverse(), scratch);
        Fp2Ops<L, V>.TimesNonResidue(r, x);
        LaneInputs.Check<L, V>(r, lane => BigFp2.NonResidue * a[lane], scratch);
        Fp2Ops<L, V>.CurveConstant(r);
        LaneInputs.Check<L, V>(r, _ => BigG2.B, scratch);
    }

    /// <summary>Roots, signs and equality. Half of the elements are squares on purpose, half of the others by chance.</summary>
    private static void CheckOrder<L, V>(BigFp2[] a)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        Scratch scratch = Scratch.Rent();
        Fp2V<V>* x = scratch.Take<Fp2V<V>>(3), root = scratch.Take<Fp2V<V>>(3);
        V* isSquare = scratch.Take<V>(3);
        LaneInputs.Enter<L, Fp2Ops<L, V>, Fp2V<V>, Fp2, V>(x, lane => Bridge.To(a[lane]), scratch);
        (x[1], x[2]) = (x[0], x[0]);
        Fp2Ops<L, V>.Sqrt(root, isSquare, x, 3, scratch);
        Fp2Ops<L, V>.Signs(x, out uint larger, out uint odd, scratch);
        uint same = L.SignBits(Fp2Ops<L, V>.AreEqual(root, root + 2, scratch));
        for (int lane = 0; lane < L.Count; lane++)
        {
            Assert.Equal(a[lane].IsLarger, ((larger >> lane) & 1) != 0);
            Assert.Equal(a[lane].Sgn0, ((odd >> lane) & 1) != 0);
            Assert.Equal(a[lane].IsSquare, ((L.SignBits(isSquare[0]) >> lane) & 1) != 0);
            BigFp2 found = Bridge.From(Fp2Ops<L, V>.Get(root + 1, lane, scratch));
            Assert.True(!a[lane].IsSquare || found * found == a[lane]);
            Assert.Equal(1u, (same >> lane) & 1);
        }
    }

    private static void CheckFp12<L, V>(BigFp12[] a, BigFp12[] b)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        Scratch scratch = Scratch.Rent();
        Fp12V<V>* x = scratch.Take<Fp12V<V>>(2), r = scratch.Take<Fp12V<V>>();
        LaneInputs.Enter<L, V>(&x->C0, lane => a[lane].C0, scratch);
        LaneInputs.Enter<L, V>(&x->C1, lane => a[lane].C1, scratch);
        LaneInputs.Enter<L, V>(&x[1].C0, lane => b[lane].C0, scratch);
        LaneInputs.Enter<L, V>(&x[1].C1, lane => b[lane].C1, scratch);
        Fp6Ops<L, V>.Multiply(&r->C0, &x->C0, &x[1].C0, scratch);
        LaneInputs.Check<L, V>(&r->C0, lane => a[lane].C0 * b[lane].C0, scratch);
        Fp6Ops<L, V>.MultiplySparse(&r->C0, &x->C0, &x[1].C0.C0, &x[1].C0.C1, scratch);
        LaneInputs.Check<L, V>(&r->C0, lane => a[lane].C0 * new BigFp6(b[lane].C0.C0, b[lane].C0.C1, 0), scratch);
        Fp6Ops<L, V>.MultiplyShifted(&r->C0, &x->C0, &x[1].C0.C2, scratch);
        LaneInputs.Check<L, V>(&r->C0, lane => a[lane].C0 * new BigFp6(0, b[lane].C0.C2, 0), scratch);
        Fp12Ops<L, V>.Multiply(r, x, x + 1, scratch);
        LaneInputs.Check<L, V>(r, lane => a[lane] * b[lane], scratch);
        Fp12Ops<L, V>.Square(r, x, scratch);
        LaneInputs.Check<L, V>(r, lane => a[lane] * a[lane], scratch);

        // In place, as the Miller loop does it.
        Fp12Ops<L, V>.MultiplyLine(x, &x[1].C0.C0, &x[1].C0.C1, &x[1].C1.C1, scratch);
        LaneInputs.Check<L, V>(
            x, lane => a[lane] * new BigFp12(new BigFp6(b[lane].C0.C0, b[lane].C0.C1, 0), new BigFp6(0, b[lane].C1.C1, 0)), scratch);
        Assert.Equal(
            a[0] * new BigFp12(new BigFp6(b[0].C0.C0, b[0].C0.C1, 0), new BigFp6(0, b[0].C1.C1, 0)),
            Bridge.From(Fp12Ops<L, V>.Take(x, 0, scratch)));
    }
}
