using System.Numerics;
using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Spec.Crypto.Kzg;

/// <summary>
/// A public scalar made ready to multiply many points of G1: split into two halves of 128 bits by the curve's endomorphism (Gallant,
/// Lambert and Vanstone, 2001), each as signed odd digits below 16 with at least four zeros after each (width-5 non-adjacent form).
/// </summary>
internal sealed class SplitScalar
{
    private const int Width = 5;
    private const int OddMultiples = 1 << (Width - 2);

    // The multiplication by z^2, z being the curve's parameter, is cheap in the subgroup: (x, y) to (beta x, -y).
    private static readonly BigInteger ParameterSquared = BigInteger.Pow(CurveParameter.Magnitude, 2);

    private readonly sbyte[] low;
    private readonly sbyte[] high;

    private SplitScalar(BigInteger low, BigInteger high)
    {
        (this.low, this.high) = (Digits(low), Digits(high));
        (LowWindows, HighWindows) = (Windows(low), Windows(high));
    }

    /// <summary>The number of <see cref="LowWindows"/>.</summary>
    public const int WindowCount = 33;

    /// <summary>The low half in digits of 16 from -8 to 8, lowest first: the form that takes the same steps for every scalar.</summary>
    public sbyte[] LowWindows { get; }

    /// <summary>The high half, whose unit is z^2, likewise.</summary>
    public sbyte[] HighWindows { get; }

    public static SplitScalar From(Fr scalar)
    {
        Span<byte> bytes = stackalloc byte[Fr.Size];
        scalar.Write(bytes);
        (BigInteger quotient, BigInteger remainder) =
            BigInteger.DivRem(new BigInteger(bytes, isUnsigned: true, isBigEndian: true), ParameterSquared);
        return new SplitScalar(remainder, quotient);
    }

    /// <summary>The multiple of a point of the subgroup.</summary>
    public G1Jacobian Multiply(in G1Jacobian point)
    {
        Span<G1Jacobian> multiples = new G1Jacobian[OddMultiples];
        multiples[0] = point;
        G1Jacobian twice = point.Double();
        for (int i = 1; i < OddMultiples; i++)
            multiples[i] = multiples[i - 1] + twice;

        G1Jacobian result = G1Jacobian.Infinity;
        for (int i = Math.Max(low.Length, high.Length) - 1; i >= 0; i--)
        {
            result = result.Double();
            if (i < low.Length && low[i] != 0)
                result += Pick(multiples, low[i]);
            if (i < high.Length && high[i] != 0)
                result += G1.MultiplyByParameterSquared(Pick(multiples, high[i]));
        }

        return result;
    }

    private static G1Jacobian Pick(ReadOnlySpan<G1Jacobian> multiples, int digit) =>
        digit > 0 ? multiples[digit / 2] : -multiples[-digit / 2];

    private static sbyte[] Digits(BigInteger value)
    {
        var digits = new List<sbyte>();
        for (; !value.IsZero; value >>= 1)
        {
            int digit = 0;
            if (!value.IsEven)
            {
                digit = (int)(value & ((1 << Width) - 1));
                if (digit >= 1 << (Width - 1))
                    digit -= 1 << Width;
                value -= digit;
            }

            digits.Add((sbyte)digit);
        }

        return [.. digits];
    }

    private static sbyte[] Windows(BigInteger value)
    {
        var digits = new sbyte[WindowCount];
        for (int i = 0; i < digits.Length; i++)
        {
            int digit = (int)(value & 15);
            if (digit > 8)
                digit -= 16;
            digits[i] = (sbyte)digit;
            value = (value - digit) >> 4;
        }

        return digits;
    }
}
