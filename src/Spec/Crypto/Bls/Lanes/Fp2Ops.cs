namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <summary>
/// Arithmetic in Fp2. Products and squares take tight operands and give tight results; <see cref="FpOps{L, V}"/> says what that means.
/// </summary>
internal unsafe readonly partial struct Fp2Ops<L, V> : ILaneField<Fp2V<V>, Fp2, V>
    where L : struct, ILanes<V>
    where V : unmanaged
{
    public static void One(Fp2V<V>* r)
    {
        FpOps<L, V>.Broadcast(&r->C0, in FpOps<L, V>.Unit);
        r->C1 = default;
    }

    internal static void Broadcast(Fp2V<V>* r, in LaneConstant2 value)
    {
        FpOps<L, V>.Broadcast(&r->C0, in value.C0);
        FpOps<L, V>.Broadcast(&r->C1, in value.C1);
    }

    public static void Add(Fp2V<V>* r, Fp2V<V>* a, Fp2V<V>* b)
    {
        FpOps<L, V>.Add(&r->C0, &a->C0, &b->C0);
        FpOps<L, V>.Add(&r->C1, &a->C1, &b->C1);
    }

    public static void Subtract(Fp2V<V>* r, Fp2V<V>* a, Fp2V<V>* b)
    {
        FpOps<L, V>.Subtract(&r->C0, &a->C0, &b->C0);
        FpOps<L, V>.Subtract(&r->C1, &a->C1, &b->C1);
    }

    public static void Negate(Fp2V<V>* r, Fp2V<V>* a)
    {
        FpOps<L, V>.Negate(&r->C0, &a->C0);
        FpOps<L, V>.Negate(&r->C1, &a->C1);
    }

    public static void Scale(Fp2V<V>* r, Fp2V<V>* a, double factor)
    {
        FpOps<L, V>.Scale(&r->C0, &a->C0, factor);
        FpOps<L, V>.Scale(&r->C1, &a->C1, factor);
    }

    public static void AddScaled(Fp2V<V>* r, Fp2V<V>* a, Fp2V<V>* b, double factor)
    {
        FpOps<L, V>.AddScaled(&r->C0, &a->C0, &b->C0, factor);
        FpOps<L, V>.AddScaled(&r->C1, &a->C1, &b->C1, factor);
    }

    public static void Normalize(Fp2V<V>* r, Fp2V<V>* a)
    {
        FpOps<L, V>.Normalize(&r->C0, &a->C0);
        FpOps<L, V>.Normalize(&r->C1, &a->C1);
    }

    public static void Multiply(Fp2V<V>* r, Fp2V<V>* a, Fp2V<V>* b, Scratch scratch) =>
        L.ProductComplex((V*)&r->C0, (V*)&r->C1, (V*)&a->C0, (V*)&a->C1, (V*)&b->C0, (V*)&b->C1, scratch.Take<V>(32));

    public static void MultiplyPair(
        Fp2V<V>* r0, Fp2V<V>* r1, Fp2V<V>* a0, Fp2V<V>* b0, Fp2V<V>* a1, Fp2V<V>* b1, Scratch scratch)
    {
        Fp2V<V>* first = scratch.Take<Fp2V<V>>();
        Multiply(first, a0, b0, scratch);
        Multiply(r1, a1, b1, scratch);
        *r0 = *first;
    }

    /// <summary>Times an element of Fp.</summary>
    internal static void MultiplyReal(Fp2V<V>* r, Fp2V<V>* a, FpV<V>* b, Scratch scratch) =>
        FpOps<L, V>.MultiplyPair(&r->C0, &r->C1, &a->C0, b, &a->C1, b, scratch);

    internal static void MultiplyBy(Fp2V<V>* r, in LaneConstant2 constant, Scratch scratch)
    {
        Fp2V<V>* factor = scratch.Take<Fp2V<V>>();
        Broadcast(factor, in constant);
        Multiply(r, r, factor, scratch);
    }

    public static void Square(Fp2V<V>* r, Fp2V<V>* a, Scratch scratch)
    {
        FpV<V>* parts = scratch.Take<FpV<V>>(3);
        FpOps<L, V>.Add(parts, &a->C0, &a->C1);
        FpOps<L, V>.Subtract(parts + 1, &a->C0, &a->C1);
        FpOps<L, V>.Add(parts + 2, &a->C0, &a->C0);
        FpOps<L, V>.MultiplyPair(&r->C0, &r->C1, parts, parts + 1, parts + 2, &a->C1, scratch);
    }

    public static void SquarePair(Fp2V<V>* r0, Fp2V<V>* r1, Fp2V<V>* a0, Fp2V<V>* a1, Scratch scratch)
    {
        Fp2V<V>* first = scratch.Take<Fp2V<V>>();
        Square(first, a0, scratch);
        Square(r1, a1, scratch);
        *r0 = *first;
    }

    /// <summary>C0 - C1 u.</summary>
    internal static void Conjugate(Fp2V<V>* r, Fp2V<V>* a)
    {
        r->C0 = a->C0;
        FpOps<L, V>.Negate(&r->C1, &a->C1);
    }

    /// <summary>Times 1 + u.</summary>
    internal static void TimesNonResidue(Fp2V<V>* r, Fp2V<V>* a)
    {
        FpV<V> real = a->C0;
        FpOps<L, V>.Subtract(&r->C0, &real, &a->C1);
        FpOps<L, V>.Add(&r->C1, &real, &a->C1);
    }

    /// <summary>C0^2 + C1^2 of tight coefficients.</summary>
    internal static void Norm(FpV<V>* r, Fp2V<V>* a, Scratch scratch)
    {
        FpV<V>* squares = scratch.Take<FpV<V>>(2);
        FpOps<L, V>.MultiplyPair(squares, squares + 1, &a->C0, &a->C0, &a->C1, &a->C1, scratch);
        FpOps<L, V>.Add(r, squares, squares + 1);
        FpOps<L, V>.Normalize(r, r);
    }

    public static void Inverse(Fp2V<V>* r, Fp2V<V>* a, Scratch scratch)
    {
        FpV<V>* norm = scratch.Take<FpV<V>>();
        Norm(norm, a, scratch);
        FpOps<L, V>.Inverse(norm, norm, scratch);
        Conjugate(r, a);
        MultiplyReal(r, r, norm, scratch);
    }

    public static V IsZero(Fp2V<V>* a, Scratch scratch) => L.And(FpOps<L, V>.IsZero(&a->C0, scratch), FpOps<L, V>.IsZero(&a->C1, scratch));

    public static uint Bits(V mask) => L.SignBits(mask);

    public static void Select(Fp2V<V>* r, V mask, Fp2V<V>* a, Fp2V<V>* b)
    {
        FpOps<L, V>.Select(&r->C0, mask, &a->C0, &b->C0);
        FpOps<L, V>.Select(&r->C1, mask, &a->C1, &b->C1);
    }

    public static void NegateWhere(Fp2V<V>* r, V mask, Fp2V<V>* a)
    {
        FpOps<L, V>.NegateWhere(&r->C0, mask, &a->C0);
        FpOps<L, V>.NegateWhere(&r->C1, mask, &a->C1);
    }
}
