using System.Numerics;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Bls.Lanes;
using Consensoor.Spec.Tests.Crypto.Reference;
using Xunit;

namespace Consensoor.Spec.Tests.Crypto.Bls.Lanes;

/// <summary>Elements in lanes, and the way back.</summary>
internal static unsafe class LaneInputs
{
    internal static FpV<V>* Enter<L, V>(BigInteger[] values, ref Scratch scratch)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        FpV<V>* r = scratch.Take<FpV<V>>();
        for (int lane = 0; lane < L.Count; lane++)
            FpOps<L, V>.Put(r, lane, Bridge.ToFp(values[lane]));
        FpOps<L, V>.Enter(r, scratch);
        return r;
    }

    internal static void Check<L, V>(FpV<V>* value, Func<int, BigFp> expected, Scratch scratch)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        FpV<V>* left = scratch.Take<FpV<V>>();
        FpOps<L, V>.Leave(left, value, scratch);
        for (int lane = 0; lane < L.Count; lane++)
            Assert.Equal(expected(lane), Bridge.From(FpOps<L, V>.Take(left, lane)));
    }
}
