using System.Runtime.Intrinsics;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Bls.Lanes;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.Crypto.Bls.Lanes;

/// <summary>Every operation of the lane fields gives in each lane what the plain field gives.</summary>
public unsafe class FpLaneTests
{
    [Fact]
    public void FieldOfEightLanes()
    {
        if (Lanes512.IsSupported)
            Field<Lanes512, Vector512<double>>();
    }

    [Fact]
    public void FieldOfFourLanes()
    {
        if (Lanes256.IsSupported)
            Field<Lanes256, Vector256<double>>();
    }

    private static void Field<L, V>()
        where L : struct, ILanes<V>
        where V : unmanaged =>
        LaneInputs.Fp.Array[L.Count].Select(LaneInputs.Fp.Array[L.Count]).Sample(
            (a, b) =>
            {
                Scratch scratch = Scratch.Rent();
                FpV<V>* x = LaneInputs.Enter<L, V>(a, ref scratch), y = LaneInputs.Enter<L, V>(b, ref scratch), r = scratch.Take<FpV<V>>(2);
                FpOps<L, V>.Multiply(r, x, y, scratch);
                LaneInputs.Check<L, V>(r, lane => a[lane] * b[lane], scratch);
                FpOps<L, V>.MultiplyPair(r, r + 1, x, y, x, x, scratch);
                LaneInputs.Check<L, V>(r, lane => a[lane] * b[lane], scratch);
                LaneInputs.Check<L, V>(r + 1, lane => a[lane].Square(), scratch);
                FpOps<L, V>.Subtract(r, x, y);
                FpOps<L, V>.Add(r + 1, x, y);
                FpOps<L, V>.Multiply(r, r, r + 1, scratch);
                LaneInputs.Check<L, V>(r, lane => (a[lane] - b[lane]) * (a[lane] + b[lane]), scratch);
                FpOps<L, V>.AddScaled(r, x, y, -30);
                FpOps<L, V>.Normalize(r, r);
                LaneInputs.Check<L, V>(r, lane => a[lane] - (Fp.FromUInt64(30) * b[lane]), scratch);
                FpOps<L, V>.PowRoot(r, x, scratch);
                LaneInputs.Check<L, V>(r, lane => a[lane].PowRoot(), scratch);
                FpOps<L, V>.Inverse(r, x, scratch);
                LaneInputs.Check<L, V>(r, lane => a[lane].Inverse(), scratch);
                FpOps<L, V>.Subtract(r, x, y);
                uint zeros = L.SignBits(FpOps<L, V>.IsZero(r, scratch));
                for (int lane = 0; lane < L.Count; lane++)
                    Assert.Equal(a[lane] == b[lane], ((zeros >> lane) & 1) != 0);
            },
            iter: 300);
}
