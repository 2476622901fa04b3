namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <content>Into lanes and out of them.</content>
internal unsafe readonly partial struct Fp2Ops<L, V>
{
    public static int Size => 2 * Fp.Size;

    public static void Put(Fp2V<V>* r, int lane, in Fp2 value)
    {
        FpOps<L, V>.Put(&r->C0, lane, in value.C0);
        FpOps<L, V>.Put(&r->C1, lane, in value.C1);
    }

    /// <summary>The coefficient of u comes first.</summary>
    public static bool TryPut(Fp2V<V>* r, int lane, ReadOnlySpan<byte> bytes)
    {
        bool isCanonical = FpOps<L, V>.TryPut(&r->C1, lane, bytes[..Fp.Size]);
        return FpOps<L, V>.TryPut(&r->C0, lane, bytes.Slice(Fp.Size, Fp.Size)) && isCanonical;
    }

    public static void Enter(Fp2V<V>* r, Scratch scratch)
    {
        FpOps<L, V>.Enter(&r->C0, scratch);
        FpOps<L, V>.Enter(&r->C1, scratch);
    }

    public static void EnterIntegers(Fp2V<V>* r, Scratch scratch)
    {
        FpOps<L, V>.EnterIntegers(&r->C0, scratch);
        FpOps<L, V>.EnterIntegers(&r->C1, scratch);
    }

    public static void Leave(Fp2V<V>* r, Fp2V<V>* a, Scratch scratch)
    {
        FpOps<L, V>.Leave(&r->C0, &a->C0, scratch);
        FpOps<L, V>.Leave(&r->C1, &a->C1, scratch);
    }

    public static Fp2 Take(Fp2V<V>* r, int lane) => new(FpOps<L, V>.Take(&r->C0, lane), FpOps<L, V>.Take(&r->C1, lane));

    /// <summary>The element of a single lane, where the others are not wanted.</summary>
    internal static Fp2 Get(Fp2V<V>* a, int lane, Scratch scratch)
    {
        Fp2V<V>* left = scratch.Take<Fp2V<V>>();
        Leave(left, a, scratch);
        return Take(left, lane);
    }
}
