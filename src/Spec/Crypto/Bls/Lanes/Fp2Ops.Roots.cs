namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <content>Square roots and the order that encodings and hashing use.</content>
internal unsafe readonly partial struct Fp2Ops<L, V>
{
    private static readonly LaneConstant Half = new(Fp.FromUInt64(2).Inverse());

    /// <summary>As <see cref="Fp2.TrySqrt"/>.</summary>
    public static void Sqrt(Fp2V<V>* r, V* isSquare, Fp2V<V>* a, int count, Scratch scratch)
    {
        FpV<V>* norm = scratch.Take<FpV<V>>(count);
        FpV<V>* t = scratch.Take<FpV<V>>(count);
        FpV<V>* power = scratch.Take<FpV<V>>(count);
        FpV<V>* x = scratch.Take<FpV<V>>(2);
        Fp2V<V>* roots = scratch.Take<Fp2V<V>>(2);
        for (int i = 0; i < count; i++)
            Norm(norm + i, a + i, scratch);
        FpOps<L, V>.PowRoots(power, norm, count, scratch);
        for (int i = 0; i < count; i++)
        {
            FpOps<L, V>.Multiply(x, power + i, norm + i, scratch);
            FpOps<L, V>.Add(t + i, &a[i].C0, x);
            FpOps<L, V>.MultiplyBy(t + i, in Half, scratch);
            FpOps<L, V>.Select(t + i, FpOps<L, V>.IsZero(t + i, scratch), &a[i].C0, t + i);
        }

        FpOps<L, V>.PowRoots(power, t, count, scratch);
        for (int i = 0; i < count; i++)
        {
            FpOps<L, V>.MultiplyPair(&roots->C0, &roots->C1, power + i, t + i, &a[i].C1, power + i, scratch);
            FpOps<L, V>.MultiplyBy(&roots->C1, in Half, scratch);
            FpOps<L, V>.Negate(&roots[1].C0, &roots->C1);
            roots[1].C1 = roots->C0;
            FpOps<L, V>.Square(x, &roots->C0, scratch);
            Select(r + i, FpOps<L, V>.AreEqual(x, t + i, scratch), roots, roots + 1);
            Square(roots, r + i, scratch);
            isSquare[i] = AreEqual(roots, a + i, scratch);
        }
    }

    public static V AreEqual(Fp2V<V>* a, Fp2V<V>* b, Scratch scratch)
    {
        Fp2V<V>* difference = scratch.Take<Fp2V<V>>();
        Subtract(difference, a, b);
        return IsZero(difference, scratch);
    }

    public static uint AreLarger(Fp2V<V>* a, Scratch scratch)
    {
        Signs(a, out uint larger, out _, scratch);
        return larger;
    }

    /// <summary>
    /// The lanes whose element is the larger of itself and its negative (the coefficient of u deciding first), and those that are odd
    /// (<c>sgn0</c>, RFC 9380, 4.1).
    /// </summary>
    internal static void Signs(Fp2V<V>* a, out uint larger, out uint odd, Scratch scratch)
    {
        Fp2V<V>* integers = scratch.Take<Fp2V<V>>();
        FpOps<L, V>.LeaveAsIntegers(&integers->C0, &a->C0, scratch);
        FpOps<L, V>.LeaveAsIntegers(&integers->C1, &a->C1, scratch);
        FpOps<L, V>.Signs(&integers->C0, out uint larger0, out uint odd0);
        FpOps<L, V>.Signs(&integers->C1, out uint larger1, out uint odd1);
        uint zero0 = L.SignBits(FpOps<L, V>.IsZero(&integers->C0, scratch)), zero1 = L.SignBits(FpOps<L, V>.IsZero(&integers->C1, scratch));

        larger = larger1 | (zero1 & larger0);
        odd = odd0 | (zero0 & odd1);
    }
}
