namespace Consensoor.Spec.Crypto.Bls;

/// <summary>What the curve and tower formulas need of a field; implemented by structs, so every use is specialised by the JIT.</summary>
internal interface IField<T>
    where T : struct, IField<T>
{
    static abstract T Zero { get; }
    static abstract T One { get; }

    bool IsZero { get; }

    static abstract T operator +(in T a, in T b);
    static abstract T operator -(in T a, in T b);
    static abstract T operator -(in T a);
    static abstract T operator *(in T a, in T b);

    /// <summary>Two products that do not depend on each other, side by side where that is faster.</summary>
    static abstract void MultiplyPair(in T a, in T b, in T c, in T d, out T ab, out T cd);

    T Double();
    T Square();

    /// <summary>The inverse, and zero for zero.</summary>
    T Inverse();

    bool Equals(in T other);

    /// <summary>
    /// <paramref name="a"/> where <paramref name="mask"/> is all ones, <paramref name="b"/> where it is zero; no branch on the mask.
    /// </summary>
    static abstract T Select(ulong mask, in T a, in T b);
}
