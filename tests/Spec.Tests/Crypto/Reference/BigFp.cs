using System.Numerics;

namespace Consensoor.Spec.Tests.Crypto.Reference;

/// <summary>Integers modulo p.</summary>
internal readonly record struct BigFp : IBigField<BigFp>
{
    internal static readonly BigInteger P =
        Integers.Hex("1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab");

    private BigFp(BigInteger value) => Value = value;

    internal BigInteger Value { get; }

    public static BigFp One => 1;

    public bool IsZero => Value.IsZero;

    /// <summary>The residue of an integer.</summary>
    public static implicit operator BigFp(BigInteger x) => new(Integers.Mod(x, P));

    public static implicit operator BigFp(int x) => (BigInteger)x;

    public static BigFp operator +(BigFp a, BigFp b) => a.Value + b.Value;

    public static BigFp operator -(BigFp a, BigFp b) => a.Value - b.Value;

    public static BigFp operator -(BigFp a) => -a.Value;

    public static BigFp operator *(BigFp a, BigFp b) => a.Value * b.Value;

    public BigFp Inverse() => Integers.Inverse(Value, P);

    /// <summary>Euler's criterion; zero is a square.</summary>
    internal bool IsSquare => BigInteger.ModPow(Value, (P - 1) / 2, P) != P - 1;

    /// <summary>One of the two roots of a square: p is 3 modulo 4.</summary>
    internal BigFp Sqrt() => BigInteger.ModPow(Value, (P + 1) / 4, P);

    /// <summary>Whether the integer is above that of the negative.</summary>
    internal bool IsLarger => Value > (-this).Value;

    /// <summary>`sgn0` of RFC 9380, section 4.1.</summary>
    internal bool Sgn0 => !Value.IsEven;
}
