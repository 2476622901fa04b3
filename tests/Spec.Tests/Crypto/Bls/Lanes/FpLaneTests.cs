using System.Numerics;
using System.Runtime.Intrinsics;
using Consensoor.Spec.Crypto.Bls.Lanes;
using Consensoor.Spec.Tests.Crypto.Reference;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.Crypto.Bls.Lanes;

/// <summary>Every operation on elements in lanes gives in each lane what big integers give.</summary>
public sealed unsafe class FpLaneTests
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
        where V : unmanaged =>
        Gen.Select(CryptoInputs.FieldElements.Array[L.Count], CryptoInputs.FieldElements.Array[L.Count], Gen.Bool.Array[L.Count]).Sample(
            (a, b, same) => Check<L, V>(a, [.. b.Select((value, i) => same[i] ? a[i] : value)]), iter: 200);

    private static void Check<L, V>(BigInteger[] a, BigInteger[] b)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        Scratch scratch = Scratch.Rent();
        FpV<V>* x = LaneInputs.Enter<L, V>(a, ref scratch), y = LaneInputs.Enter<L, V>(b, ref scratch), r = scratch.Take<FpV<V>>(2);
        BigFp A(int lane) => a[lane];
        BigFp B(int lane) => b[lane];
        FpOps<L, V>.Multiply(r, x, y, scratch);
        LaneInputs.Check<L, V>(r, lane => A(lane) * B(lane), scratch);
        FpOps<L, V>.MultiplyPair(r, r + 1, x, y, x, x, scratch);
        LaneInputs.Check<L, V>(r, lane => A(lane) * B(lane), scratch);
        LaneInputs.Check<L, V>(r + 1, lane => A(lane) * A(lane), scratch);
        L.ProductComplex((V*)r, (V*)(r + 1), (V*)x, (V*)y, (V*)y, (V*)x, (V*)scratch.Take<FpV<V>>(4));
        LaneInputs.Check<L, V>(r, lane => (A(lane) * B(lane)) - (B(lane) * A(lane)), scratch);
        LaneInputs.Check<L, V>(r + 1, lane => (A(lane) * A(lane)) + (B(lane) * B(lane)), scratch);
        FpOps<L, V>.Subtract(r, x, y);
        FpOps<L, V>.Add(r + 1, x, y);
        FpOps<L, V>.Multiply(r, r, r + 1, scratch);
        LaneInputs.Check<L, V>(r, lane => (A(lane) - B(lane)) * (A(lane) + B(lane)), scratch);
        FpOps<L, V>.AddScaled(r, x, y, -30);
        FpOps<L, V>.Normalize(r, r);
        LaneInputs.Check<L, V>(r, lane => A(lane) - (B(lane) * 30), scratch);
        FpOps<L, V>.Inverse(r, x, scratch);
        LaneInputs.Check<L, V>(r, lane => A(lane).Inverse(), scratch);
        CheckMasks<L, V>(x, y, a, b, scratch);
    }

    private static void CheckMasks<L, V>(FpV<V>* x, FpV<V>* y, BigInteger[] a, BigInteger[] b, Scratch scratch)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        FpV<V>* t = scratch.Take<FpV<V>>(2);
        V isSquare;
        uint equal = L.SignBits(FpOps<L, V>.AreEqual(x, y, scratch)), larger = FpOps<L, V>.AreLarger(x, scratch);
        FpOps<L, V>.Square(t, x, scratch);
        FpOps<L, V>.Sqrt(t + 1, &isSquare, t, 1, scratch);
        FpOps<L, V>.Square(t + 1, t + 1, scratch);
        LaneInputs.Check<L, V>(t + 1, lane => (BigFp)a[lane] * a[lane], scratch);
        for (int lane = 0; lane < L.Count; lane++)
        {
            Assert.Equal(a[lane] == b[lane], ((equal >> lane) & 1) != 0);
            Assert.Equal(a[lane] > BigFp.P / 2, ((larger >> lane) & 1) != 0);
        }

        Assert.Equal((1u << L.Count) - 1, L.SignBits(isSquare));
    }
}
