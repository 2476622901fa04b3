using System.Numerics;

namespace Consensoor.Spec.Tests.Crypto.Reference;

/// <summary>A field by the book: slow, on big integers, always reduced, so that equal elements are equal values.</summary>
internal interface IBigField<T>
    where T : struct, IBigField<T>
{
    static abstract T One { get; }

    static abstract T operator +(T a, T b);

    static abstract T operator -(T a, T b);

    static abstract T operator -(T a);

    static abstract T operator *(T a, T b);

    bool IsZero { get; }

    /// <summary>Zero for zero.</summary>
    T Inverse();

    /// <summary>By square and multiply.</summary>
    static T Power(T x, BigInteger exponent)
    {
        T result = T.One;
        for (int bit = (int)exponent.GetBitLength() - 1; bit >= 0; bit--)
        {
            result *= result;
            if (!((exponent >> bit) & 1).IsZero)
                result *= x;
        }

        return result;
    }

    static T Times(int n, T x) => n == 0 ? x - x : Times(n - 1, x) + x;
}
