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

    /// <summary>An element in each lane.</summary>
    internal static void Enter<L, F, T, S, V>(T* r, Func<int, S> value, Scratch scratch)
        where L : struct, ILanes<V>
        where F : struct, ILaneField<T, S, V>
        where T : unmanaged
        where S : struct, IField<S>
        where V : unmanaged
    {
        for (int lane = 0; lane < L.Count; lane++)
            F.Put(r, lane, value(lane));
        F.Enter(r, scratch);
    }

    internal static void Enter<L, V>(Fp6V<V>* r, Func<int, BigFp6> value, Scratch scratch)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        Enter<L, Fp2Ops<L, V>, Fp2V<V>, Fp2, V>(&r->C0, lane => Bridge.To(value(lane).C0), scratch);
        Enter<L, Fp2Ops<L, V>, Fp2V<V>, Fp2, V>(&r->C1, lane => Bridge.To(value(lane).C1), scratch);
        Enter<L, Fp2Ops<L, V>, Fp2V<V>, Fp2, V>(&r->C2, lane => Bridge.To(value(lane).C2), scratch);
    }

    internal static void Check<L, V>(Fp2V<V>* value, Func<int, BigFp2> expected, Scratch scratch)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        Check<L, V>(&value->C0, lane => expected(lane).C0, scratch);
        Check<L, V>(&value->C1, lane => expected(lane).C1, scratch);
    }

    internal static void Check<L, V>(Fp6V<V>* value, Func<int, BigFp6> expected, Scratch scratch)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        Check<L, V>(&value->C0, lane => expected(lane).C0, scratch);
        Check<L, V>(&value->C1, lane => expected(lane).C1, scratch);
        Check<L, V>(&value->C2, lane => expected(lane).C2, scratch);
    }

    internal static void Check<L, V>(Fp12V<V>* value, Func<int, BigFp12> expected, Scratch scratch)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        Check<L, V>(&value->C0, lane => expected(lane).C0, scratch);
        Check<L, V>(&value->C1, lane => expected(lane).C1, scratch);
    }
}
