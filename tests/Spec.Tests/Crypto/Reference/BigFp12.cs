namespace Consensoor.Spec.Tests.Crypto.Reference;

/// <summary>Fp6[w] / (w^2 - v).</summary>
internal readonly record struct BigFp12(BigFp6 C0, BigFp6 C1) : IBigField<BigFp12>
{
    public static BigFp12 One => new(BigFp6.One, default);

    /// <summary>w.</summary>
    internal static BigFp12 W => new(default, BigFp6.One);

    public bool IsZero => C0.IsZero && C1.IsZero;

    public static BigFp12 operator +(BigFp12 a, BigFp12 b) => new(a.C0 + b.C0, a.C1 + b.C1);

    public static BigFp12 operator -(BigFp12 a, BigFp12 b) => new(a.C0 - b.C0, a.C1 - b.C1);

    public static BigFp12 operator -(BigFp12 a) => new(-a.C0, -a.C1);

    public static BigFp12 operator *(BigFp12 a, BigFp12 b) => new((a.C0 * b.C0) + (a.C1 * b.C1).TimesV(), (a.C0 * b.C1) + (a.C1 * b.C0));

    public static implicit operator BigFp12(BigFp2 x) => new(new BigFp6(x, 0, 0), default);

    public BigFp12 Inverse()
    {
        BigFp6 inverse = ((C0 * C0) - (C1 * C1).TimesV()).Inverse();
        return new BigFp12(C0 * inverse, -C1 * inverse);
    }
}
