using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Consensoor.Spec.Crypto.Bls;

/// <summary>
/// The scalar field of BLS12-381 (the order r of G1 and G2, 255 bits): four limbs of 64 bits, Montgomery form with R = 2^256, always below
/// r.
/// </summary>
internal readonly partial struct Fr : IEquatable<Fr>
{
    /// <summary>Bytes of an encoded scalar (big-endian).</summary>
    internal const int Size = 32;

    private const ulong R0 = 0xffffffff00000001UL, R1 = 0x53bda402fffe5bfeUL, R2 = 0x3339d80809a1d805UL, R3 = 0x73eda753299d7d48UL;

    /// <summary>-1/r mod 2^64.</summary>
    private const ulong MinusInverse = 0xfffffffeffffffffUL;

    private readonly ulong _l0, _l1, _l2, _l3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Fr(ulong l0, ulong l1, ulong l2, ulong l3) => (_l0, _l1, _l2, _l3) = (l0, l1, l2, l3);

    internal static Fr Zero => default;

    internal static Fr One => new(0x00000001fffffffeUL, 0x5884b7fa00034802UL, 0x998c4fefecbc4ff5UL, 0x1824b159acc5056fUL);

    private static Fr RSquared => new(0xc999e990f3f29c6dUL, 0x2b6cedcb87925c23UL, 0x05d314967254398fUL, 0x0748d9d99f59ff11UL);

    private static Fr RCubed => new(0xc62c1807439b73afUL, 0x1b3e0d188cf06990UL, 0x73d13c71c7b5f418UL, 0x6e2a5bb9c8db33e9UL);

    internal bool IsZero => (_l0 | _l1 | _l2 | _l3) == 0;

    public static Fr operator +(in Fr a, in Fr b)
    {
        unchecked
        {
            ulong carry = 0;
            ulong l0 = AddCarry(a._l0, b._l0, ref carry);
            ulong l1 = AddCarry(a._l1, b._l1, ref carry);
            ulong l2 = AddCarry(a._l2, b._l2, ref carry);
            return ReduceOnce(l0, l1, l2, a._l3 + b._l3 + carry);
        }
    }

    public static Fr operator -(in Fr a, in Fr b)
    {
        unchecked
        {
            ulong borrow = 0;
            ulong l0 = SubtractBorrow(a._l0, b._l0, ref borrow);
            ulong l1 = SubtractBorrow(a._l1, b._l1, ref borrow);
            ulong l2 = SubtractBorrow(a._l2, b._l2, ref borrow);
            ulong l3 = SubtractBorrow(a._l3, b._l3, ref borrow);
            ulong mask = 0 - borrow, carry = 0;
            l0 = AddCarry(l0, R0 & mask, ref carry);
            l1 = AddCarry(l1, R1 & mask, ref carry);
            l2 = AddCarry(l2, R2 & mask, ref carry);
            return new Fr(l0, l1, l2, l3 + (R3 & mask) + carry);
        }
    }

    public static Fr operator -(in Fr a) => Zero - a;

    [SkipLocalsInit]
    public static unsafe Fr operator *(in Fr a, in Fr b)
    {
        ulong low;
        return Multiply(in a, in b, &low);
    }

    internal Fr Square() => this * this;

    internal Fr Double() => this + this;

    public bool Equals(Fr other) => ((_l0 ^ other._l0) | (_l1 ^ other._l1) | (_l2 ^ other._l2) | (_l3 ^ other._l3)) == 0;

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Fr other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_l0, _l1, _l2, _l3);

    public static bool operator ==(in Fr a, in Fr b) => a.Equals(b);

    public static bool operator !=(in Fr a, in Fr b) => !a.Equals(b);

    /// <summary>
    /// The Montgomery product. r leaves the top bit of a word free, so that a row's last carry needs no word of its own. The caller lends
    /// the word for lower halves: through a pointer of unknown origin they are stored and read at one address expression, which the
    /// processor then forwards at once (a local's address is taken twice, and the product takes three times as long).
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe Fr Multiply(in Fr a, in Fr b, ulong* low)
    {
        ulong t0 = 0, t1 = 0, t2 = 0, t3 = 0;
        AddRow(a._l0, in b, low, ref t0, ref t1, ref t2, ref t3);
        AddRow(a._l1, in b, low, ref t0, ref t1, ref t2, ref t3);
        AddRow(a._l2, in b, low, ref t0, ref t1, ref t2, ref t3);
        AddRow(a._l3, in b, low, ref t0, ref t1, ref t2, ref t3);
        return ReduceOnce(t0, t1, t2, t3);
    }

    /// <summary>t = (t + x y + q r) / 2^64 with the q that makes the division exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void AddRow(ulong x, in Fr y, ulong* low, ref ulong t0, ref ulong t1, ref ulong t2, ref ulong t3)
    {
        unchecked
        {
            ulong carry = 0, rest = 0;
            t0 = AddProduct(t0, x, y._l0, low, ref carry);
            ulong q = t0 * MinusInverse;
            AddProduct(t0, q, R0, low, ref rest);
            t1 = AddProduct(t1, x, y._l1, low, ref carry);
            t0 = AddProduct(t1, q, R1, low, ref rest);
            t2 = AddProduct(t2, x, y._l2, low, ref carry);
            t1 = AddProduct(t2, q, R2, low, ref rest);
            t3 = AddProduct(t3, x, y._l3, low, ref carry);
            t2 = AddProduct(t3, q, R3, low, ref rest);
            t3 = carry + rest;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe ulong AddProduct(ulong t, ulong x, ulong y, ulong* low, ref ulong carry)
    {
        unchecked
        {
            ulong high = WideMultiply.High(x, y, low);
            ulong sum = *low + carry;
            high += sum < carry ? 1UL : 0UL;
            sum += t;
            carry = high + (sum < t ? 1UL : 0UL);
            return sum;
        }
    }

    /// <summary>Brings a value below 2r under r, without a branch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Fr ReduceOnce(ulong l0, ulong l1, ulong l2, ulong l3)
    {
        unchecked
        {
            ulong borrow = 0;
            ulong d0 = SubtractBorrow(l0, R0, ref borrow);
            ulong d1 = SubtractBorrow(l1, R1, ref borrow);
            ulong d2 = SubtractBorrow(l2, R2, ref borrow);
            ulong d3 = SubtractBorrow(l3, R3, ref borrow);
            ulong keep = 0 - borrow;
            return new Fr(d0 ^ ((d0 ^ l0) & keep), d1 ^ ((d1 ^ l1) & keep), d2 ^ ((d2 ^ l2) & keep), d3 ^ ((d3 ^ l3) & keep));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong AddCarry(ulong a, ulong b, ref ulong carry)
    {
        unchecked
        {
            ulong sum = a + carry;
            ulong result = sum + b;
            carry = (sum < carry ? 1UL : 0UL) + (result < b ? 1UL : 0UL);
            return result;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong SubtractBorrow(ulong a, ulong b, ref ulong borrow)
    {
        unchecked
        {
            ulong difference = a - b;
            ulong result = difference - borrow;
            borrow = (a < b ? 1UL : 0UL) + (difference < borrow ? 1UL : 0UL);
            return result;
        }
    }
}
