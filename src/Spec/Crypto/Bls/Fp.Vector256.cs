using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Consensoor.Spec.Crypto.Bls;

/// <content>Sums with AVX2, on the two halves of the limbs.</content>
internal readonly partial struct Fp
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Reduce256(Vector512<ulong> lanes)
    {
        Vector256<ulong> quotient = Avx2.Permute4x64(lanes.GetUpper(), 0b10_10_10_10) >> 45;
        return Carry256(
            lanes.GetLower() + TimesSmall(MinusModulusPadded.GetLower(), quotient),
            lanes.GetUpper() + TimesSmall(MinusModulusPadded.GetUpper(), quotient));
    }

    /// <summary>Lanes of 64 bits times lanes below 2^32, modulo 2^64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> TimesSmall(Vector256<ulong> lanes, Vector256<ulong> factor) =>
        Avx2.Multiply(lanes.AsUInt32(), factor.AsUInt32()) + (Avx2.Multiply((lanes >> 32).AsUInt32(), factor.AsUInt32()) << 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Carry256(Vector256<ulong> low, Vector256<ulong> high)
    {
        Vector256<ulong> mask = Vector256.Create(LimbMask);
        Vector256<ulong> lowUp = Avx2.Permute4x64(low >> LimbBits, 0b10_01_00_11);
        Vector256<ulong> highUp = Avx2.Permute4x64(high >> LimbBits, 0b10_01_00_11);
        return Vector512.Create((low & mask) + KeepFirst(Vector256<ulong>.Zero, lowUp), (high & mask) + KeepFirst(lowUp, highUp));
    }

    /// <summary>Lane 0 of the first vector and the others of the second.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> KeepFirst(Vector256<ulong> first, Vector256<ulong> others) =>
        Avx2.Blend(others.AsUInt32(), first.AsUInt32(), 0b0000_0011).AsUInt64();
}
