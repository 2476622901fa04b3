using System.Numerics;

namespace Consensoor.Spec.Tests.Crypto.Reference;

/// <summary>Fp[u] / (u^2 + 1).</summary>
internal readonly record struct BigFp2(BigFp C0, BigFp C1) : IBigField<BigFp2>
{
    /// <summary>The number of elements.</summary>
    internal static readonly BigInteger Q = BigFp.P * BigFp.P;

    /// <summary>1 + u: neither a square nor a cube.</summary>
    internal static readonly BigFp2 NonResidue = new(1, 1);

    private static readonly BigFp2 EighthRoot = IBigField<BigFp2>.Power(NonResidue, (Q - 1) / 8);

    public static BigFp2 One => new(1, 0);

    public bool IsZero => C0.IsZero && C1.IsZero;

    public static BigFp2 operator +(BigFp2 a, BigFp2 b) => new(a.C0 + b.C0, a.C1 + b.C1);

    public static BigFp2 operator -(BigFp2 a, BigFp2 b) => new(a.C0 - b.C0, a.C1 - b.C1);

    public static BigFp2 operator -(BigFp2 a) => new(-a.C0, -a.C1);

    public static BigFp2 operator *(BigFp2 a, BigFp2 b) => new(
        (a.C0.Value * b.C0.Value) - (a.C1.Value * b.C1.Value), (a.C0.Value * b.C1.Value) + (a.C1.Value * b.C0.Value));

    public static implicit operator BigFp2(int x) => new(x, 0);

    public BigFp2 Inverse()
    {
        BigFp inverse = ((C0 * C0) + (C1 * C1)).Inverse();
        return new BigFp2(C0 * inverse, -C1 * inverse);
    }

    internal bool IsSquare => IBigField<BigFp2>.Power(this, (Q - 1) / 2) != -One;

    /// <summary>One of the two roots of a square: q is 9 modulo 16, so a certain power is a root but for an eighth root of unity.</summary>
    internal BigFp2 Sqrt()
    {
        BigFp2 root = IBigField<BigFp2>.Power(this, (Q + 7) / 16);
        while (root * root != this)
            root *= EighthRoot;
        return root;
    }

    /// <summary>The order of serialized points: the coefficient of u decides first.</summary>
    internal bool IsLarger => C1.IsZero ? C0.IsLarger : C1.IsLarger;

    /// <summary>`sgn0` of RFC 9380, section 4.1.</summary>
    internal bool Sgn0 => C0.Sgn0 || (C0.IsZero && C1.Sgn0);
}
