using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Consensoor.Spec.Crypto.Bls;

/// <content>
/// Montgomery products with AVX-512. A limb is split into halves of 28 bits; <c>E</c> sums the products of weight 2^(56k), <c>O</c> those
/// of weight 2^(56k+28). Each of seven steps adds one limb of b times a, cancels the lowest lane with a multiple of p, and moves both sums
/// down a lane. A step is a chain of some 20 cycles with idle multipliers, so two products run side by side wherever the tower has two (64
/// ns for one, 87 for two). No sum overflows: a lane gains at most 2 (2^56 + 2^58) + 2^57 a step, below 2^63 in all.
/// </content>
internal readonly partial struct Fp
{
    private const ulong HalfMask = (1UL << 28) - 1;

    /// <summary>-1/p mod 2^56.</summary>
    private const ulong MinusInverse = 0xf3fffcfffcfffdUL;

    internal static bool HasVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Avx512F.IsSupported && Avx512DQ.VL.IsSupported;
    }

    private static Vector512<ulong> ModulusEven => Vector512.Create(
        0xfffaaabUL, 0x3ffffb9UL, 0x6241eabUL, 0xf6730d2UL, 0x4774b84UL, 0xba7b643UL, 0x1ea397fUL, 0UL);

    private static Vector512<ulong> ModulusOdd => Vector512.Create(
        0xfefffffUL, 0xfffeb15UL, 0xa0f6b0fUL, 0xf38512bUL, 0x4bacd76UL, 0xe69a4b1UL, 0x1a011UL, 0UL);

    /// <summary>a * b.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void Multiply512(in Fp a, in Fp b, out Fp product)
    {
        Vector512<ulong> mask = Vector512.Create(HalfMask);
        Halves halves;
        halves.Even = b._limbs & mask;
        halves.Odd = b._limbs >> 28;
        ulong* limbs = (ulong*)&halves;
        Vector512<ulong> even = a._limbs & mask, odd = a._limbs >> 28;
        Vector512<ulong> modulusEven = ModulusEven, modulusOdd = ModulusOdd;
        Vector512<ulong> sumE = default, sumO = default;
        for (int i = 0; i < LimbCount; i++)
        {
            Vector512<ulong> limbEven = Vector512.Create(limbs[i]), limbOdd = Vector512.Create(limbs[i + 8]);
            sumE += Mul(even, limbEven);
            sumO += Mul(odd, limbEven) + Mul(even, limbOdd);
            Cancel(ref sumE, ref sumO, Mul(odd, limbOdd), modulusEven, modulusOdd);
        }

        product = new Fp(Join(sumE, sumO));
    }

    /// <summary>The two products a * b and c * d.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static unsafe void MultiplyPair512(in Fp a, in Fp b, in Fp c, in Fp d, out Fp ab, out Fp cd)
    {
        Vector512<ulong> mask = Vector512.Create(HalfMask);
        Halves halvesB, halvesD;
        halvesB.Even = b._limbs & mask;
        halvesB.Odd = b._limbs >> 28;
        halvesD.Even = d._limbs & mask;
        halvesD.Odd = d._limbs >> 28;
        ulong* limbsB = (ulong*)&halvesB, limbsD = (ulong*)&halvesD;
        Vector512<ulong> evenA = a._limbs & mask, oddA = a._limbs >> 28, evenC = c._limbs & mask, oddC = c._limbs >> 28;
        Vector512<ulong> modulusEven = ModulusEven, modulusOdd = ModulusOdd;
        Vector512<ulong> e0 = default, o0 = default, e1 = default, o1 = default;
        for (int i = 0; i < LimbCount; i++)
        {
            Vector512<ulong> b0 = Vector512.Create(limbsB[i]), b1 = Vector512.Create(limbsB[i + 8]);
            Vector512<ulong> d0 = Vector512.Create(limbsD[i]), d1 = Vector512.Create(limbsD[i + 8]);
            e0 += Mul(evenA, b0);
            e1 += Mul(evenC, d0);
            o0 += Mul(oddA, b0) + Mul(evenA, b1);
            o1 += Mul(oddC, d0) + Mul(evenC, d1);
            Cancel(ref e0, ref o0, Mul(oddA, b1), modulusEven, modulusOdd);
            Cancel(ref e1, ref o1, Mul(oddC, d1), modulusEven, modulusOdd);
        }

        ab = new Fp(Join(e0, o0));
        cd = new Fp(Join(e1, o1));
    }

    /// <summary>The product (a0 + a1 u)(b0 + b1 u) with u^2 = -1: four products, reduced as two.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static unsafe void MultiplyComplex512(in Fp2 a, in Fp2 b, out Fp real, out Fp imaginary)
    {
        Vector512<ulong> mask = Vector512.Create(HalfMask);
        Halves halves0, halves1;
        halves0.Even = b.C0._limbs & mask;
        halves0.Odd = b.C0._limbs >> 28;
        halves1.Even = b.C1._limbs & mask;
        halves1.Odd = b.C1._limbs >> 28;
        ulong* limbs0 = (ulong*)&halves0, limbs1 = (ulong*)&halves1;
        Vector512<ulong> negated = a.C1.NegatedLazily();
        Vector512<ulong> even0 = a.C0._limbs & mask, odd0 = a.C0._limbs >> 28, even1 = a.C1._limbs & mask, odd1 = a.C1._limbs >> 28;
        Vector512<ulong> evenN = negated & mask, oddN = negated >> 28;
        Vector512<ulong> modulusEven = ModulusEven, modulusOdd = ModulusOdd;
        Vector512<ulong> e0 = default, o0 = default, e1 = default, o1 = default;
        for (int i = 0; i < LimbCount; i++)
        {
            Vector512<ulong> p0 = Vector512.Create(limbs0[i]), p1 = Vector512.Create(limbs0[i + 8]);
            Vector512<ulong> q0 = Vector512.Create(limbs1[i]), q1 = Vector512.Create(limbs1[i + 8]);
            e0 += Mul(even0, p0) + Mul(evenN, q0);
            e1 += Mul(even0, q0) + Mul(even1, p0);
            o0 += Mul(odd0, p0) + Mul(even0, p1) + (Mul(oddN, q0) + Mul(evenN, q1));
            o1 += Mul(odd0, q0) + Mul(even0, q1) + (Mul(odd1, p0) + Mul(even1, p1));
            Cancel(ref e0, ref o0, Mul(odd0, p1) + Mul(oddN, q1), modulusEven, modulusOdd);
            Cancel(ref e1, ref o1, Mul(odd0, q1) + Mul(odd1, p1), modulusEven, modulusOdd);
        }

        real = new Fp(Join(e0, o0));
        imaginary = new Fp(Join(e1, o1));
    }

    /// <summary>
    /// Adds the multiple of p that makes the lowest lane vanish modulo 2^56, hands that lane's rest to the next one, and drops it.
    /// <paramref name="next"/> holds the products one lane up, which are due once the sums have moved.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Cancel(
        ref Vector512<ulong> sumE,
        ref Vector512<ulong> sumO,
        Vector512<ulong> next,
        Vector512<ulong> modulusEven,
        Vector512<ulong> modulusOdd)
    {
        Vector128<ulong> mask = Vector128.Create(HalfMask);
        Vector128<ulong> quotient = (Lowest(sumE) + (Lowest(sumO) << 28)) * Vector128.Create(MinusInverse);
        Vector512<ulong> quotientEven = Avx512F.BroadcastScalarToVector512(quotient & mask);
        Vector512<ulong> quotientOdd = Avx512F.BroadcastScalarToVector512((quotient >> 28) & mask);
        sumE += Mul(modulusEven, quotientEven);
        sumO += Mul(modulusOdd, quotientEven) + Mul(modulusEven, quotientOdd);
        Vector128<ulong> carry = Sse2.MoveScalar(((Lowest(sumE) >> 28) + Lowest(sumO)) >> 28);
        sumE = Avx512F.AlignRight64(Vector512<ulong>.Zero, sumE, 1)
            + (next + Mul(modulusOdd, quotientOdd))
            + carry.ToVector256Unsafe().ToVector512Unsafe();
        sumO = Avx512F.AlignRight64(Vector512<ulong>.Zero, sumO, 1);
    }

    /// <summary>The limbs of the value that the two sums hold.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Join(Vector512<ulong> sumE, Vector512<ulong> sumO)
    {
        Vector512<ulong> mask = Vector512.Create(HalfMask);
        Vector512<ulong> high = sumO + (sumE >> 28);
        return (sumE & mask) + ((high & mask) << 28) + ShiftLanesUp(high >> 28);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Mul(Vector512<ulong> a, Vector512<ulong> b) => Avx512F.Multiply(a.AsUInt32(), b.AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Lowest(Vector512<ulong> lanes) => lanes.GetLower().GetLower();

    private struct Halves
    {
        internal Vector512<ulong> Even;
        internal Vector512<ulong> Odd;
    }
}
