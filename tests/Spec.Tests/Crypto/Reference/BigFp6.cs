using System.Numerics;

namespace Consensoor.Spec.Tests.Crypto.Reference;

/// <summary>Fp2[v] / (v^3 - (1 + u)).</summary>
internal readonly record struct BigFp6(BigFp2 C0, BigFp2 C1, BigFp2 C2) : IBigField<BigFp6>
{
    /// <summary>v^(q - 1), a cube root of one.</summary>
    private static readonly BigFp2 CubeRoot = IBigField<BigFp2>.Power(BigFp2.NonResidue, (BigFp2.Q - 1) / 3);

    public static BigFp6 One => new(1, 0, 0);

    public bool IsZero => C0.IsZero && C1.IsZero && C2.IsZero;

    public static BigFp6 operator +(BigFp6 a, BigFp6 b) => new(a.C0 + b.C0, a.C1 + b.C1, a.C2 + b.C2);

    public static BigFp6 operator -(BigFp6 a, BigFp6 b) => new(a.C0 - b.C0, a.C1 - b.C1, a.C2 - b.C2);

    public static BigFp6 operator -(BigFp6 a) => new(-a.C0, -a.C1, -a.C2);

    public static BigFp6 operator *(BigFp6 a, BigFp6 b) => new(
        (a.C0 * b.C0) + (BigFp2.NonResidue * ((a.C1 * b.C2) + (a.C2 * b.C1))),
        (a.C0 * b.C1) + (a.C1 * b.C0) + (BigFp2.NonResidue * a.C2 * b.C2),
        (a.C0 * b.C2) + (a.C1 * b.C1) + (a.C2 * b.C0));

    /// <summary>The product of the two conjugates over Fp2, divided by the norm.</summary>
    public BigFp6 Inverse()
    {
        BigFp6 others = PowerQ() * PowerQ().PowerQ();
        BigFp2 inverse = (this * others).C0.Inverse();
        return new BigFp6(others.C0 * inverse, others.C1 * inverse, others.C2 * inverse);
    }

    /// <summary>Times v.</summary>
    internal BigFp6 TimesV() => new(BigFp2.NonResidue * C2, C0, C1);

    private BigFp6 PowerQ() => new(C0, C1 * CubeRoot, C2 * CubeRoot * CubeRoot);
}
