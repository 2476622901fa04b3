using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Bls.Lanes;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.Crypto.Bls.Lanes;

/// <summary>Elements in lanes, and the way back.</summary>
internal static unsafe class LaneInputs
{
    /// <summary>Elements of Fp, those at the edges often.</summary>
    internal static readonly Gen<Fp> Fp = Gen.OneOf(
        Gen.Byte.Array[64].Select(bytes => Spec.Crypto.Bls.Fp.FromWideBytes(bytes)),
        Gen.OneOfConst(Spec.Crypto.Bls.Fp.Zero, Spec.Crypto.Bls.Fp.One, -Spec.Crypto.Bls.Fp.One, Spec.Crypto.Bls.Fp.FromUInt64(2)),
        Gen.ULong.Select(Spec.Crypto.Bls.Fp.FromUInt64));

    internal static FpV<V>* Enter<L, V>(Fp[] values, ref Scratch scratch)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        FpV<V>* r = scratch.Take<FpV<V>>();
        for (int lane = 0; lane < values.Length; lane++)
            FpOps<L, V>.Put(r, lane, in values[lane]);
        FpOps<L, V>.Enter(r, scratch);
        return r;
    }

    internal static void Check<L, V>(FpV<V>* value, Func<int, Fp> expected, Scratch scratch)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        FpV<V>* left = scratch.Take<FpV<V>>();
        FpOps<L, V>.Leave(left, value, scratch);
        for (int lane = 0; lane < L.Count; lane++)
            Assert.True(expected(lane) == FpOps<L, V>.Take(left, lane), $"lane {lane}");
    }
}
