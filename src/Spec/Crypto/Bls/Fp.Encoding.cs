using System.Runtime.Intrinsics;

namespace Consensoor.Spec.Crypto.Bls;

/// <content>Integers and bytes.</content>
internal readonly partial struct Fp
{
    /// <summary>Reads 48 big-endian bytes; refuses an integer that is not below p.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> bytes, out Fp value)
    {
        Vector512<ulong> limbs = ReadLimbs(bytes);
        value = new Fp(limbs) * RSquared;
        for (int i = LimbCount - 1; i >= 0; i--)
        {
            if (limbs[i] != Modulus[i])
                return limbs[i] < Modulus[i];
        }

        return false;
    }

    /// <summary>Reads a constant of 96 hex digits.</summary>
    internal static Fp FromHex(string hex) =>
        TryRead(Convert.FromHexString(hex.PadLeft(2 * Size, '0')), out Fp value)
            ? value
            : throw new ArgumentException("not below p", nameof(hex));

    /// <summary>The residue of 64 big-endian bytes (<c>hash_to_field</c> of RFC 9380, section 5.2).</summary>
    internal static Fp FromWideBytes(ReadOnlySpan<byte> bytes)
    {
        Span<byte> half = stackalloc byte[Size];
        half.Clear();
        bytes[..32].CopyTo(half[16..]);
        Fp high = new Fp(ReadLimbs(half)) * RSquaredShifted;
        bytes.Slice(32, 32).CopyTo(half[16..]);
        return high + (new Fp(ReadLimbs(half)) * RSquared);
    }

    /// <summary>Writes 48 big-endian bytes.</summary>
    internal void Write(Span<byte> bytes)
    {
        Span<ulong> limbs = stackalloc ulong[LimbCount];
        ToInteger(limbs);
        int end = Size;
        for (int i = 0; i < LimbCount; i++)
        {
            ulong limb = limbs[i];
            for (int j = 0; j < 7 && end > 0; j++, limb >>= 8)
                bytes[--end] = unchecked((byte)limb);
        }
    }

    /// <summary>Whether the element is the larger of itself and its negative: above (p - 1) / 2.</summary>
    internal bool IsLarger()
    {
        Span<ulong> limbs = stackalloc ulong[LimbCount];
        Double().ToInteger(limbs);

        // For 0 < x < p, 2x mod p is odd exactly when 2x wrapped around p.
        return (limbs[0] & 1) != 0;
    }

    /// <summary>The parity of the integer, <c>sgn0</c> of RFC 9380, section 4.1.</summary>
    internal bool IsOdd()
    {
        Span<ulong> limbs = stackalloc ulong[LimbCount];
        ToInteger(limbs);
        return (limbs[0] & 1) != 0;
    }

    /// <summary>The limbs of the integer in [0, p).</summary>
    private void ToInteger(Span<ulong> limbs)
    {
        unchecked
        {
            // Times 1 out of Montgomery form leaves at most p, with p itself only for a zero.
            Vector512<ulong> lanes = (this * new Fp(Vector512.CreateScalar(1UL)))._limbs;
            ulong carry = 0, difference = 0;
            for (int i = 0; i < LimbCount; i++)
            {
                carry += lanes[i];
                limbs[i] = carry & LimbMask;
                difference |= limbs[i] ^ Modulus[i];
                carry >>= LimbBits;
            }

            ulong keep = difference == 0 ? 0 : ulong.MaxValue;
            for (int i = 0; i < LimbCount; i++)
                limbs[i] &= keep;
        }
    }

    /// <summary>R^2 2^256 mod p.</summary>
    private static Fp RSquaredShifted => new(Vector512.Create(
        0x8ed26ebe8eaa74UL,
        0x3ebd0981fba0c3UL,
        0x33bbe5d6f87d39UL,
        0x57cc7447a0f90aUL,
        0x91120c0c62094aUL,
        0x35d03c87c48150UL,
        0x122a8d3060UL,
        0UL));

    private static Vector512<ulong> ReadLimbs(ReadOnlySpan<byte> bytes)
    {
        Span<ulong> limbs = stackalloc ulong[Vector512<ulong>.Count];
        limbs.Clear();
        for (int i = 0; i < Size; i++)
            limbs[i / 7] |= (ulong)bytes[Size - 1 - i] << (8 * (i % 7));
        return Vector512.Create<ulong>(limbs);
    }
}
