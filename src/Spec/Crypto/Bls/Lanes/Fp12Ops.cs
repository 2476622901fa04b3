namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <summary>Arithmetic in Fp12, as far as a Miller loop needs it. Takes tight operands and gives tight results.</summary>
internal static unsafe class Fp12Ops<L, V>
    where L : struct, ILanes<V>
    where V : unmanaged
{
    internal static void One(Fp12V<V>* r)
    {
        *r = default;
        Fp2Ops<L, V>.One(&r->C0.C0);
    }

    internal static void Multiply(Fp12V<V>* r, Fp12V<V>* a, Fp12V<V>* b, Scratch scratch)
    {
        Fp6V<V>* p = scratch.Take<Fp6V<V>>(2);
        Fp6V<V>* sums = scratch.Take<Fp6V<V>>(2);
        Fp6Ops<L, V>.Multiply(p, &a->C0, &b->C0, scratch);
        Fp6Ops<L, V>.Multiply(p + 1, &a->C1, &b->C1, scratch);
        Fp6Ops<L, V>.Add(sums, &a->C0, &a->C1);
        Fp6Ops<L, V>.Add(sums + 1, &b->C0, &b->C1);
        Fp6Ops<L, V>.Multiply(sums, sums, sums + 1, scratch);
        Fp6Ops<L, V>.SubtractBoth(&r->C1, sums, p, p + 1);
        Fp6Ops<L, V>.AddShifted(&r->C0, p, p + 1, scratch);
    }

    internal static void Square(Fp12V<V>* r, Fp12V<V>* a, Scratch scratch)
    {
        Fp6V<V>* product = scratch.Take<Fp6V<V>>();
        Fp6V<V>* sums = scratch.Take<Fp6V<V>>(2);
        Fp6Ops<L, V>.Multiply(product, &a->C0, &a->C1, scratch);
        Fp6Ops<L, V>.Add(sums, &a->C0, &a->C1);
        Fp6Ops<L, V>.AddShifted(sums + 1, &a->C0, &a->C1, scratch);
        Fp6Ops<L, V>.Multiply(sums, sums, sums + 1, scratch);

        // (C0 + C1)(C0 + C1 v) = C0^2 + C1^2 v + product (1 + v); the last term is taken off again.
        Fp6V<V>* shifted = sums + 1;
        *shifted = default;
        Fp6Ops<L, V>.AddShifted(shifted, shifted, product, scratch);
        Fp6Ops<L, V>.SubtractBoth(&r->C0, sums, product, shifted);
        Fp6Ops<L, V>.Add(&r->C1, product, product);
    }

    /// <summary>Times a line, a0 + a1 v + a4 v w: thirteen products of Fp2 in place of eighteen.</summary>
    internal static void MultiplyLine(Fp12V<V>* r, Fp2V<V>* a0, Fp2V<V>* a1, Fp2V<V>* a4, Scratch scratch)
    {
        Fp6V<V>* p = scratch.Take<Fp6V<V>>(2);
        Fp6V<V>* sum = scratch.Take<Fp6V<V>>();
        Fp2V<V>* a14 = scratch.Take<Fp2V<V>>();
        Fp6Ops<L, V>.MultiplySparse(p, &r->C0, a0, a1, scratch);
        Fp6Ops<L, V>.MultiplyShifted(p + 1, &r->C1, a4, scratch);
        Fp6Ops<L, V>.Add(sum, &r->C0, &r->C1);
        Fp2Ops<L, V>.Add(a14, a1, a4);
        Fp2Ops<L, V>.Normalize(a14, a14);
        Fp6Ops<L, V>.MultiplySparse(sum, sum, a0, a14, scratch);
        Fp6Ops<L, V>.SubtractBoth(&r->C1, sum, p, p + 1);
        Fp6Ops<L, V>.AddShifted(&r->C0, p, p + 1, scratch);
    }

    /// <summary>The element of one lane.</summary>
    internal static Fp12 Take(Fp12V<V>* a, int lane, Scratch scratch) =>
        new(TakeFp6(&a->C0, lane, scratch), TakeFp6(&a->C1, lane, scratch));

    private static Fp6 TakeFp6(Fp6V<V>* a, int lane, Scratch scratch) =>
        new(Fp2Ops<L, V>.Get(&a->C0, lane, scratch), Fp2Ops<L, V>.Get(&a->C1, lane, scratch), Fp2Ops<L, V>.Get(&a->C2, lane, scratch));
}
