using System.Numerics;

namespace Consensoor.Spec.Tests.Crypto.Reference;

/// <summary>A point of y^2 = x^3 + b in affine coordinates, added by chord and tangent; the default is infinity.</summary>
internal readonly record struct BigPoint<T>
    where T : struct, IBigField<T>
{
    internal BigPoint(T x, T y) => (X, Y, IsFinite) = (x, y, true);

    internal T X { get; }

    internal T Y { get; }

    internal bool IsFinite { get; }

    internal bool IsInfinity => !IsFinite;

    internal static BigPoint<T> Infinity => default;

    public static BigPoint<T> operator -(BigPoint<T> a) => a.IsFinite ? new BigPoint<T>(a.X, -a.Y) : a;

    public static BigPoint<T> operator +(BigPoint<T> a, BigPoint<T> b)
    {
        if (a.IsInfinity)
            return b;
        if (b.IsInfinity)
            return a;
        if (a == -b)
            return Infinity;
        T slope = Slope(a, b), x = (slope * slope) - a.X - b.X;
        return new BigPoint<T>(x, (slope * (a.X - x)) - a.Y);
    }

    /// <summary>Of the chord through two points that are not opposite, or of the tangent if they are equal.</summary>
    internal static T Slope(BigPoint<T> a, BigPoint<T> b) =>
        a == b ? IBigField<T>.Times(3, a.X * a.X) * (a.Y + a.Y).Inverse() : (b.Y - a.Y) * (b.X - a.X).Inverse();

    /// <summary>Double and add; the scalar is any integer.</summary>
    internal BigPoint<T> Multiply(BigInteger scalar)
    {
        BigPoint<T> result = Infinity, term = scalar.Sign < 0 ? -this : this;
        BigInteger magnitude = BigInteger.Abs(scalar);
        for (int bit = (int)magnitude.GetBitLength() - 1; bit >= 0; bit--)
        {
            result += result;
            if (!((magnitude >> bit) & 1).IsZero)
                result += term;
        }

        return result;
    }
}
