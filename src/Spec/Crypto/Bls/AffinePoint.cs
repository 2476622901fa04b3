namespace Consensoor.Spec.Crypto.Bls;

/// <summary>
/// A point of y^2 = x^3 + b with its coordinates, or the point at infinity (then both are zero, which no curve with b != 0 holds).
/// </summary>
internal readonly struct AffinePoint<T>
    where T : struct, IField<T>
{
    internal readonly T X;
    internal readonly T Y;
    private readonly bool _finite;

    internal AffinePoint(in T x, in T y) => (X, Y, _finite) = (x, y, true);

    internal static AffinePoint<T> Infinity => default;

    internal bool IsInfinity => !_finite;

    internal bool Equals(in AffinePoint<T> other) => _finite == other._finite && X.Equals(in other.X) && Y.Equals(in other.Y);

    public static AffinePoint<T> operator -(in AffinePoint<T> a) => a._finite ? new AffinePoint<T>(in a.X, -a.Y) : default;
}
