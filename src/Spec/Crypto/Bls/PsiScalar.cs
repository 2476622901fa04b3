using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Consensoor.Spec.Crypto.Bls;

/// <summary>
/// A secret scalar k as d0 + d1 |z| + d2 |z|^2 + d3 |z|^3, recoded so that all four parts are multiplied by one chain of 64 doublings and
/// as many additions, whatever their bits: part 0 is a sum of powers of two of either sign, none left out, and the others take the same
/// signs or zero (A. Faz-Hernandez, P. Longa and A. H. Sanchez, "Efficient and secure algorithms for GLV-based scalar multiplication"). No
/// step branches on the secret or reads memory at an address that depends on it.
/// </summary>
internal ref struct PsiScalar
{
    /// <summary>Digits of the recoding.</summary>
    internal const int Length = 65;

    private const ulong Divisor = CurveParameter.Magnitude;

    /// <summary>floor((2^128 - 1) / |z|) - 2^64.</summary>
    private const ulong Reciprocal = 0x381204ca56cd56b5;

    private Digits _digits;

    /// <summary>Recodes k where it is odd, r - k where it is even.</summary>
    internal PsiScalar(in Fr scalar)
    {
        unchecked
        {
            Span<ulong> words = stackalloc ulong[4];
            IsNegated = scalar.WriteOddMagnitude(words);
            Span<ulong> parts = stackalloc ulong[4];
            for (int i = 0; i < 3; i++)
                parts[i] = DivideByParameter(words);
            parts[3] = words[0];
            Recode(parts, _digits);
            words.Clear();
            parts.Clear();
        }
    }

    /// <summary>All ones where the product has to be negated, else zero.</summary>
    internal ulong IsNegated { get; }

    /// <summary>The digit of weight 2^i: bits 0 to 2 tell which of the parts 1 to 3 join part 0, bit 3 is the sign.</summary>
    [UnscopedRef]
    internal ReadOnlySpan<byte> Values => _digits;

    internal void Clear() => ((Span<byte>)_digits).Clear();

    /// <summary>
    /// Replaces an integer of four words by its quotient and gives the remainder, without the CPU's division, whose time depends on the
    /// operands.
    /// </summary>
    private static ulong DivideByParameter(Span<ulong> words)
    {
        ulong remainder = 0;
        for (int i = words.Length - 1; i >= 0; i--)
            words[i] = Divide(remainder, words[i], out remainder);
        return remainder;
    }

    /// <summary>
    /// Two words by one with its reciprocal (N. Moller and T. Granlund, "Improved division by invariant integers", algorithm 4), by masks.
    /// </summary>
    private static ulong Divide(ulong high, ulong low, out ulong remainder)
    {
        unchecked
        {
            ulong quotient = Math.BigMul(Reciprocal, high, out ulong fraction);
            fraction += low;
            quotient += high + Less(fraction, low) + 1;
            remainder = low - (quotient * Divisor);
            ulong tooMuch = 0 - Less(fraction, remainder);
            quotient += tooMuch;
            remainder += tooMuch & Divisor;
            ulong tooLittle = Less(remainder, Divisor) - 1;
            quotient -= tooLittle;
            remainder -= tooLittle & Divisor;
            return quotient;
        }
    }

    /// <summary>1 if a is below b, else 0.</summary>
    private static ulong Less(ulong a, ulong b) => unchecked(((~a & b) | ((~a | b) & (a - b))) >> 63);

    private static void Recode(Span<ulong> parts, Span<byte> digits)
    {
        unchecked
        {
            for (int i = 0; i < Length; i++)
            {
                // The sign of digit i is bit i + 1 of part 0; the highest digit is positive.
                ulong positive = i < Length - 2 ? (parts[0] >> (i + 1)) & 1 : (ulong)(i - (Length - 2));
                ulong digit = (1 - positive) << 3;
                for (int j = 1; j < parts.Length; j++)
                {
                    ulong bit = parts[j] & 1;
                    digit |= bit << (j - 1);
                    parts[j] = (parts[j] >> 1) + (bit & (1 - positive));
                }

                digits[i] = (byte)digit;
            }
        }
    }

    [InlineArray(Length)]
    private struct Digits
    {
        private byte _first;
    }
}
