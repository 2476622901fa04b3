using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Consensoor.Spec.Crypto.Bls;

/// <content>
/// The Montgomery product without AVX-512: rows of a 7 x 7 product, each followed by the row that cancels the lowest limb. Sums where there
/// is no AVX2 either.
/// </content>
internal readonly partial struct Fp
{
    [SkipLocalsInit]
    internal static unsafe Fp MultiplyScalar(in Fp a, in Fp b)
    {
        ulong* left = stackalloc ulong[8], right = stackalloc ulong[8], low = stackalloc ulong[1];
        a._limbs.Store(left);
        (b._limbs << 4).Store(right);
        fixed (ulong* modulus = Modulus)
            return MultiplyScalar(left, right, modulus, low);
    }

    /// <summary>The product of left and right / 16. All memory is lent by the caller, for the reason that `Fr.Multiply` gives.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe Fp MultiplyScalar(ulong* left, ulong* right, ulong* modulus, ulong* low)
    {
        unchecked
        {
            ulong t0 = 0, t1 = 0, t2 = 0, t3 = 0, t4 = 0, t5 = 0, t6 = 0, t7 = 0;
            for (int i = 0; i < LimbCount; i++)
            {
                // Both factors are shifted by four, so that the product's upper word starts at bit 56 and the lower one loses eight bits of
                // zeros.
                ulong x = left[i] << 4;
                AddRow(x, right, low, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5, ref t6, ref t7);
                ulong q = (t0 * MinusInverse & LimbMask) << 8;
                AddRow(q, modulus, low, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5, ref t6, ref t7);
                t0 = t1 + (t0 >> LimbBits);
                (t1, t2, t3, t4, t5, t6, t7) = (t2, t3, t4, t5, t6, t7, 0);
            }

            return new Fp(Carry(Vector512.Create(Vector256.Create(t0, t1, t2, t3), Vector256.Create(t4, t5, t6, 0UL))));
        }
    }

    private static unsafe Vector512<ulong> ReduceScalar(Vector512<ulong> lanes)
    {
        unchecked
        {
            ulong* limbs = (ulong*)&lanes;
            Vector512<ulong> minusModulus = MinusModulusPadded;
            ulong* padded = (ulong*)&minusModulus;
            ulong quotient = limbs[LimbCount - 1] >> 45;
            for (int i = 0; i < LimbCount; i++)
                limbs[i] += quotient * padded[i];
            return CarryScalar(lanes);
        }
    }

    private static unsafe Vector512<ulong> CarryScalar(Vector512<ulong> lanes)
    {
        unchecked
        {
            ulong* limbs = (ulong*)&lanes;
            for (int i = LimbCount - 1; i > 0; i--)
                limbs[i] = (limbs[i] & LimbMask) + (limbs[i - 1] >> LimbBits);
            limbs[0] &= LimbMask;
            return lanes;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void AddRow(
        ulong x,
        ulong* y,
        ulong* low,
        ref ulong t0,
        ref ulong t1,
        ref ulong t2,
        ref ulong t3,
        ref ulong t4,
        ref ulong t5,
        ref ulong t6,
        ref ulong t7)
    {
        AddProduct(x, y[0], low, ref t0, ref t1);
        AddProduct(x, y[1], low, ref t1, ref t2);
        AddProduct(x, y[2], low, ref t2, ref t3);
        AddProduct(x, y[3], low, ref t3, ref t4);
        AddProduct(x, y[4], low, ref t4, ref t5);
        AddProduct(x, y[5], low, ref t5, ref t6);
        AddProduct(x, y[6], low, ref t6, ref t7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void AddProduct(ulong x, ulong y, ulong* low, ref ulong sum, ref ulong next)
    {
        unchecked
        {
            next += WideMultiply.High(x, y, low);
            sum += *low >> 8;
        }
    }
}
