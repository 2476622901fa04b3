using System.Numerics;
using Consensoor.Spec.Crypto.Bls.Lanes;
using Consensoor.Spec.Tests.Crypto.Reference;

namespace Consensoor.Spec.Tests.Crypto.Bls.Lanes.Bounds;

/// <summary>What a generated kernel (<c>FpKernels</c>) does to bounds of limbs, column by column; see <c>KernelWriter</c>.</summary>
internal static class KernelBounds
{
    private const int Limbs = FpShape.Limbs;
    private const int Columns = 2 * Limbs;
    private static readonly UInt128 ChainLimit = UInt128.One << 99;

    /// <summary>2^376 and 2^768 modulo p: what <c>Enter</c> and <c>EnterIntegers</c> multiply by.</summary>
    private static readonly long[][] Entries = [Constant(376), Constant(768)];

    /// <summary>2^392 modulo p and 1: what <c>Leave</c> and <c>LeaveAsIntegers</c> multiply by.</summary>
    private static readonly long[][] Exits = [Constant(392), Constant(0)];

    /// <summary>
    /// What <c>Put</c> writes at most (a value below 2p in limbs that are not negative), and <c>TryPut</c> (48 bytes, even where they are
    /// refused).
    /// </summary>
    private static readonly long[] Put = [.. Enumerable.Repeat((1L << LaneModulus.Bits) - 1, Limbs)];

    /// <summary>Bounds of the limbs of a sum of products.</summary>
    internal static long[] Sum(ReadOnlySpan<(long[] Left, long[] Right)> terms)
    {
        if (terms.Length == 1 && Entries.Any(terms[0].Right.SequenceEqual))
            terms = new[] { (Put, terms[0].Right) };
        var limbs = new long[Limbs];
        UInt128 highBelow = 0, carry = 0;
        for (int column = 0; column < Columns; column++)
        {
            UInt128 high = 0, value = highBelow + carry;
            foreach ((long[] left, long[] right) in terms)
                high += Chain(column, left, right, ref value);
            high += Reduction(column, ref value);
            LaneLimits.Check(LaneLimit.Column, value <= 1UL << 53, (double)value / (1L << 53));
            if (column >= Limbs)
                limbs[column - Limbs] = (long)(column < Columns - 1 ? UInt128.Min(value, (UInt128)LaneModulus.Half) : value);
            carry = (value + (UInt128)LaneModulus.Half) >> LaneModulus.Bits;

            // Here the lowest limb and what p adds to it make 2^48 or nothing.
            if (column == Limbs - 1)
                carry++;
            highBelow = high;
        }

        BigInteger bound = Value(terms);
        if (terms.Length == 1 && Exits.Any(terms[0].Right.SequenceEqual))
            LaneLimits.CheckBelowModulus(bound);
        BigInteger top = ((bound + LaneModulus.Value(limbs.AsSpan(0, Limbs - 1))) >> (LaneModulus.Bits * (Limbs - 1))) + 1;
        limbs[Limbs - 1] = (long)BigInteger.Min(top, limbs[Limbs - 1]);
        return limbs;
    }

    /// <summary>
    /// The high parts of a column's products, in units of 2^48; adds the low parts to the column. Every product is counted as the next
    /// multiple of 2^48, so that neither the exact nor the rounded sum is larger at any step.
    /// </summary>
    private static UInt128 Chain(int column, long[] left, long[] right, ref UInt128 value)
    {
        UInt128 chain = 0;
        for (int i = Math.Max(0, column - Limbs + 1); i < Limbs && i <= column; i++)
            chain += High((UInt128)left[i] * (UInt128)right[column - i], ref value);
        LaneLimits.Check(LaneLimit.Chain, chain <= ChainLimit, (double)chain / (double)ChainLimit);
        return chain >> LaneModulus.Bits;
    }

    /// <summary>
    /// The same of the multiples that remove the lowest limbs: q[i] m p for the first seven, where m p + 1 is one limb up, then q[7] p.
    /// </summary>
    private static UInt128 Reduction(int column, ref UInt128 value)
    {
        UInt128 chain = 0, unused = 0;
        for (int i = 0; i < Limbs; i++)
        {
            long[] factor = i < Limbs - 1 ? LaneModulus.ShiftedLimbs : LaneModulus.Limbs;
            int limb = i < Limbs - 1 ? column - 1 - i : column - i;
            if (limb is < 0 or >= Limbs)
                continue;
            UInt128 product = (UInt128)LaneModulus.Half * (UInt128)factor[limb];

            // The low part of q[7] p in its own column goes into the carry.
            chain += i == Limbs - 1 && limb == 0 ? High(product, ref unused) : High(product, ref value);
        }

        LaneLimits.Check(LaneLimit.Chain, chain <= ChainLimit, (double)chain / (double)ChainLimit);
        return chain >> LaneModulus.Bits;
    }

    private static UInt128 High(UInt128 product, ref UInt128 low)
    {
        low += UInt128.Min(product, (UInt128)LaneModulus.Half);
        return (product + (UInt128.One << LaneModulus.Bits) - 1) >> LaneModulus.Bits << LaneModulus.Bits;
    }

    /// <summary>(S + q[0..6] m p + q[7] p 2^336) / 2^384 for a sum S of products and limbs q of at most 2^47.</summary>
    private static BigInteger Value(ReadOnlySpan<(long[] Left, long[] Right)> terms)
    {
        BigInteger sum = 0;
        foreach ((long[] left, long[] right) in terms)
            sum += LaneModulus.Value(left) * LaneModulus.Value(right);
        BigInteger factors = LaneModulus.Value([.. Enumerable.Repeat(LaneModulus.Half, Limbs - 1)]);
        sum += BigInteger.Abs(LaneModulus.Factor) * BigFp.P * factors;
        sum += BigFp.P * LaneModulus.Half << (LaneModulus.Bits * (Limbs - 1));
        return (sum >> (LaneModulus.Bits * Limbs)) + 1;
    }

    private static long[] Constant(int exponent) => LaneModulus.Magnitudes(BigInteger.ModPow(2, exponent, BigFp.P));
}
