namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <summary>
/// A vector of doubles, a lane for each of some independent computations, and the three products of <see cref="FpKernels{L, V}"/> on it.
/// </summary>
/// <remarks>
/// An element of Fp is eight vectors: signed limbs of 48 bits, lowest first, times 2^384 modulo p (Montgomery). Doubles, because a fused
/// multiply-add takes 53 bits where the integer multiplier of AVX2 and AVX-512 takes 32. Sums and differences of limbs need no carries. A
/// product needs that the largest limbs of its two operands multiply to at most 4 2^94, and leaves limbs of at most 2^47 and a value of at
/// most 0.51 p + 0.102 times the sum of the products of the operands' values, in units of p. A chain of products is exact as long as its
/// high parts stay within 2^99, a column's sum within 2^53; the tests run all formulas on bounds in place of values, and show that they do.
/// </remarks>
internal unsafe interface ILanes<V>
    where V : unmanaged
{
    /// <summary>Lanes in a vector.</summary>
    static abstract int Count { get; }

    static abstract V Broadcast(double value);

    static abstract V Add(V a, V b);

    static abstract V Subtract(V a, V b);

    static abstract V Multiply(V a, V b);

    /// <summary>a b + c, rounded once.</summary>
    static abstract V MultiplyAdd(V a, V b, V c);

    /// <summary>c - a b, rounded once.</summary>
    static abstract V NegatedMultiplyAdd(V a, V b, V c);

    /// <summary>All ones in the lanes that are zero.</summary>
    static abstract V IsZero(V a);

    /// <summary>Bits of <paramref name="a"/> where the mask is one, of <paramref name="b"/> elsewhere.</summary>
    static abstract V Select(V mask, V a, V b);

    static abstract V And(V a, V b);

    static abstract V Or(V a, V b);

    static abstract V Xor(V a, V b);

    /// <summary>The highest bit of each lane, lane 0 lowest.</summary>
    static abstract uint SignBits(V mask);

    /// <summary>In each lane the eight limbs from source[offsets[lane]] on: r[i] is limb i of all.</summary>
    static abstract void Gather(V* r, double* source, int* offsets);

    /// <summary>Writes each lane's eight limbs from target[offsets[lane]] on, and uses <paramref name="a"/> up.</summary>
    static abstract void Scatter(V* a, double* target, int* offsets);

    /// <summary>
    /// The same element with limbs of at most 2^47 (and a carry) and a value of at most 0.51 p, from limbs of at most 2^52 and a value of
    /// at most 32 p.
    /// </summary>
    static abstract void Normalize(V* r, V* a);

    /// <summary>The same value with limbs of at most 2^47 but for the highest, from limbs below 2^52: carries go all the way.</summary>
    static abstract void Carry(V* r);

    /// <summary>r0 = a0 b0.</summary>
    static abstract void Product(V* r0, V* a0, V* b0, V* scratch);

    /// <summary>r0 = a0 b0 and r1 = a1 b1.</summary>
    static abstract void ProductPair(V* r0, V* r1, V* a0, V* b0, V* a1, V* b1, V* scratch);

    /// <summary>r0 + r1 u = (a0 + a1 u)(b0 + b1 u).</summary>
    static abstract void ProductComplex(V* r0, V* r1, V* a0, V* a1, V* b0, V* b1, V* scratch);
}
