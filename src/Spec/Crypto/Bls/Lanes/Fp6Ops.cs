namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <summary>Arithmetic in Fp6. Products take tight operands and give tight results.</summary>
internal static unsafe class Fp6Ops<L, V>
    where L : struct, ILanes<V>
    where V : unmanaged
{
    /// <summary>a + b, tight.</summary>
    internal static void Add(Fp6V<V>* r, Fp6V<V>* a, Fp6V<V>* b)
    {
        Fp2Ops<L, V>.Add(&r->C0, &a->C0, &b->C0);
        Fp2Ops<L, V>.Add(&r->C1, &a->C1, &b->C1);
        Fp2Ops<L, V>.Add(&r->C2, &a->C2, &b->C2);
        Normalize(r);
    }

    /// <summary>a + b v, tight: v takes b's coefficients up by one, and the highest back with a factor 1 + u.</summary>
    internal static void AddShifted(Fp6V<V>* r, Fp6V<V>* a, Fp6V<V>* b, Scratch scratch)
    {
        Fp2V<V>* turned = scratch.Take<Fp2V<V>>(2);
        Fp2Ops<L, V>.TimesNonResidue(turned, &b->C2);
        turned[1] = b->C0;
        Fp2Ops<L, V>.Add(&r->C2, &a->C2, &b->C1);
        Fp2Ops<L, V>.Add(&r->C0, &a->C0, turned);
        Fp2Ops<L, V>.Add(&r->C1, &a->C1, turned + 1);
        Normalize(r);
    }

    /// <summary>a - b - c, tight.</summary>
    internal static void SubtractBoth(Fp6V<V>* r, Fp6V<V>* a, Fp6V<V>* b, Fp6V<V>* c)
    {
        SubtractBoth(&r->C0, &a->C0, &b->C0, &c->C0);
        SubtractBoth(&r->C1, &a->C1, &b->C1, &c->C1);
        SubtractBoth(&r->C2, &a->C2, &b->C2, &c->C2);
        Normalize(r);
    }

    /// <summary>Karatsuba: six products.</summary>
    internal static void Multiply(Fp6V<V>* r, Fp6V<V>* a, Fp6V<V>* b, Scratch scratch)
    {
        Fp2V<V>* p = scratch.Take<Fp2V<V>>(3);
        Fp2V<V>* cross = scratch.Take<Fp2V<V>>(3);
        Fp2Ops<L, V>.Multiply(p, &a->C0, &b->C0, scratch);
        Fp2Ops<L, V>.Multiply(p + 1, &a->C1, &b->C1, scratch);
        Fp2Ops<L, V>.Multiply(p + 2, &a->C2, &b->C2, scratch);
        Cross(cross, &a->C1, &a->C2, &b->C1, &b->C2, p + 1, p + 2, scratch);
        Cross(cross + 1, &a->C0, &a->C1, &b->C0, &b->C1, p, p + 1, scratch);
        Cross(cross + 2, &a->C0, &a->C2, &b->C0, &b->C2, p, p + 2, scratch);
        Fp2Ops<L, V>.TimesNonResidue(cross, cross);
        Fp2Ops<L, V>.Add(&r->C0, p, cross);
        Fp2Ops<L, V>.Add(&r->C2, cross + 2, p + 1);
        Fp2Ops<L, V>.TimesNonResidue(p + 2, p + 2);
        Fp2Ops<L, V>.Add(&r->C1, cross + 1, p + 2);
        Normalize(r);
    }

    /// <summary>Times b0 + b1 v: five products.</summary>
    internal static void MultiplySparse(Fp6V<V>* r, Fp6V<V>* a, Fp2V<V>* b0, Fp2V<V>* b1, Scratch scratch)
    {
        Fp2V<V>* p = scratch.Take<Fp2V<V>>(4);
        Fp2V<V>* cross = scratch.Take<Fp2V<V>>();
        Fp2Ops<L, V>.Multiply(p, &a->C0, b0, scratch);
        Fp2Ops<L, V>.Multiply(p + 1, &a->C1, b1, scratch);
        Fp2Ops<L, V>.Multiply(p + 2, &a->C2, b0, scratch);
        Fp2Ops<L, V>.Multiply(p + 3, &a->C2, b1, scratch);
        Cross(cross, &a->C0, &a->C1, b0, b1, p, p + 1, scratch);
        Fp2Ops<L, V>.TimesNonResidue(p + 3, p + 3);
        Fp2Ops<L, V>.Add(&r->C0, p, p + 3);
        r->C1 = *cross;
        Fp2Ops<L, V>.Add(&r->C2, p + 1, p + 2);
        Normalize(r);
    }

    /// <summary>Times b v: three products.</summary>
    internal static void MultiplyShifted(Fp6V<V>* r, Fp6V<V>* a, Fp2V<V>* b, Scratch scratch)
    {
        Fp2V<V>* p = scratch.Take<Fp2V<V>>(3);
        Fp2Ops<L, V>.Multiply(p, &a->C2, b, scratch);
        Fp2Ops<L, V>.Multiply(p + 1, &a->C0, b, scratch);
        Fp2Ops<L, V>.Multiply(p + 2, &a->C1, b, scratch);
        Fp2Ops<L, V>.TimesNonResidue(&r->C0, p);
        Fp2Ops<L, V>.Normalize(&r->C0, &r->C0);
        (r->C1, r->C2) = (p[1], p[2]);
    }

    private static void Normalize(Fp6V<V>* r)
    {
        Fp2Ops<L, V>.Normalize(&r->C0, &r->C0);
        Fp2Ops<L, V>.Normalize(&r->C1, &r->C1);
        Fp2Ops<L, V>.Normalize(&r->C2, &r->C2);
    }

    private static void SubtractBoth(Fp2V<V>* r, Fp2V<V>* a, Fp2V<V>* b, Fp2V<V>* c)
    {
        Fp2Ops<L, V>.Subtract(r, a, b);
        Fp2Ops<L, V>.Subtract(r, r, c);
    }

    /// <summary>a0 b1 + a1 b0 as (a0 + a1)(b0 + b1) - p0 - p1; not tight.</summary>
    private static void Cross(Fp2V<V>* r, Fp2V<V>* a0, Fp2V<V>* a1, Fp2V<V>* b0, Fp2V<V>* b1, Fp2V<V>* p0, Fp2V<V>* p1, Scratch scratch)
    {
        Fp2V<V>* sums = scratch.Take<Fp2V<V>>(2);
        Fp2Ops<L, V>.Add(sums, a0, a1);
        Fp2Ops<L, V>.Add(sums + 1, b0, b1);
        Fp2Ops<L, V>.Multiply(r, sums, sums + 1, scratch);
        SubtractBoth(r, r, p0, p1);
    }
}
