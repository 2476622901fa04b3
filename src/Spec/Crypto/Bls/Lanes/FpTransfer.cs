using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <summary>Between the limbs of 56 bits of <see cref="Fp"/>, those of 48 bits of a lane, and bytes.</summary>
internal static class FpTransfer
{
    private const ulong Mask48 = (1UL << FpShape.LimbBits) - 1;
    private const ulong Mask56 = (1UL << 56) - 1;

    private static ReadOnlySpan<ulong> Modulus =>
        [0xffffffffaaab, 0xb153ffffb9fe, 0xf6241eabfffe, 0x6730d2a0f6b0, 0x4b84f38512bf, 0x434bacd76477, 0xe69a4b1ba7b6, 0x1a0111ea397f];

    /// <summary>Signed limbs of an integer of 48 big-endian bytes.</summary>
    internal static double[] Balanced(ReadOnlySpan<byte> bytes)
    {
        var limbs = new double[FpShape.Limbs];
        long carry = 0;
        for (int i = 0; i < limbs.Length; i++)
        {
            long limb = carry;
            for (int j = 0; j < 6; j++)
                limb += (long)bytes[bytes.Length - 1 - (6 * i) - j] << (8 * j);
            carry = i < limbs.Length - 1 && limb >= 1L << (FpShape.LimbBits - 1) ? 1 : 0;
            limbs[i] = limb - (carry << FpShape.LimbBits);
        }

        return limbs;
    }

    /// <summary>
    /// Writes the limbs of an element as it is stored (times 2^392) to limbs[0], limbs[stride], ...; they are below 2^48 and not negative.
    /// </summary>
    internal static void Write(in Fp value, Span<double> limbs, int stride)
    {
        Span<byte> bytes = stackalloc byte[64];
        Vector512<ulong> source = value.Limbs;
        ulong carry = 0;
        for (int i = 0; i < 7; i++)
        {
            carry += source[i];
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[(7 * i)..], carry & Mask56);
            carry >>= 56;
        }

        for (int i = 0; i < FpShape.Limbs; i++)
            limbs[i * stride] = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(6 * i)..]) & Mask48;
    }

    /// <summary>
    /// Writes the limbs of an integer of 48 big-endian bytes; refuses one that is not below p, but writes it all the same.
    /// </summary>
    internal static bool TryWrite(ReadOnlySpan<byte> bytes, Span<double> limbs, int stride)
    {
        int order = 0;
        for (int i = 0; i < FpShape.Limbs; i++)
        {
            ReadOnlySpan<byte> part = bytes.Slice(bytes.Length - (6 * (i + 1)), 6);
            ulong limb = ((ulong)BinaryPrimitives.ReadUInt16BigEndian(part) << 32) | BinaryPrimitives.ReadUInt32BigEndian(part[2..]);
            limbs[i * stride] = limb;
            if (limb != Modulus[i])
                order = limb < Modulus[i] ? -1 : 1;
        }

        return order < 0;
    }

    /// <summary>The element whose stored form (times 2^392) is an integer between -p and p, given by signed limbs.</summary>
    internal static Fp Read(ReadOnlySpan<double> limbs, int stride)
    {
        Span<byte> bytes = stackalloc byte[64];
        bytes.Clear();
        Digits(limbs, stride, bytes);
        Span<ulong> result = stackalloc ulong[8];
        for (int i = 0; i < 7; i++)
            result[i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(7 * i)..]) & Mask56;
        result[7] = 0;
        return new Fp(Vector512.Create<ulong>(result));
    }

    /// <summary>
    /// Of an integer between -p and p, given by signed limbs: whether its residue, between 0 and p, is above p / 2, and whether that is
    /// odd.
    /// </summary>
    internal static void ReadSigns(ReadOnlySpan<double> limbs, int stride, out bool isLarger, out bool isOdd)
    {
        bool isNegative = IsNegative(limbs, stride, times: 1, plus: 0);
        isOdd = (((long)limbs[0] & 1) != 0) ^ isNegative;

        // A negative x stands for x + p, which is above p / 2 where 2 x + p is not negative; neither this nor 2 x - p is ever zero.
        isLarger = !IsNegative(limbs, stride, times: 2, plus: isNegative ? 1 : -1);
    }

    /// <summary>Whether times x + plus p is negative.</summary>
    private static bool IsNegative(ReadOnlySpan<double> limbs, int stride, int times, int plus)
    {
        long carry = 0;
        for (int i = 0; i < FpShape.Limbs; i++)
            carry = (carry + (times * (long)limbs[i * stride]) + (plus * (long)Modulus[i])) >> FpShape.LimbBits;
        return carry < 0;
    }

    /// <summary>The little-endian bytes of an integer between -p and p, plus p.</summary>
    private static void Digits(ReadOnlySpan<double> limbs, int stride, Span<byte> bytes)
    {
        long carry = 0;
        for (int i = 0; i < FpShape.Limbs; i++)
        {
            carry += (long)limbs[i * stride] + (long)Modulus[i];
            BinaryPrimitives.WriteInt64LittleEndian(bytes[(6 * i)..], carry & (long)Mask48);
            carry >>= FpShape.LimbBits;
        }
    }
}
