using System.Buffers.Binary;

namespace Consensoor.Spec.Crypto.Bls;

/// <content>Integers, bytes, powers and inverses.</content>
internal readonly partial struct Fr
{
    private static readonly ModularInverse Inverter = new(
        Convert.FromHexString("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001"));

    internal static Fr FromUInt64(ulong value) => new Fr(value, 0, 0, 0) * RSquared;

    /// <summary>Reads 32 big-endian bytes; refuses an integer that is not below r.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> bytes, out Fr value)
    {
        Fr raw = ReadRaw(bytes);
        value = raw * RSquared;
        ulong borrow = 0;
        SubtractBorrow(raw._l0, R0, ref borrow);
        SubtractBorrow(raw._l1, R1, ref borrow);
        SubtractBorrow(raw._l2, R2, ref borrow);
        SubtractBorrow(raw._l3, R3, ref borrow);
        return borrow != 0;
    }

    /// <summary>The residue of 32 big-endian bytes.</summary>
    internal static Fr FromBytesReduced(ReadOnlySpan<byte> bytes) => ReadRaw(bytes) * RSquared;

    /// <summary>The residue of 64 big-endian bytes.</summary>
    internal static Fr FromWideBytes(ReadOnlySpan<byte> bytes) =>
        (ReadRaw(bytes[..32]) * RCubed) + (ReadRaw(bytes.Slice(32, 32)) * RSquared);

    /// <summary>Writes 32 big-endian bytes.</summary>
    internal void Write(Span<byte> bytes)
    {
        Fr raw = ToRaw();
        BinaryPrimitives.WriteUInt64BigEndian(bytes, raw._l3);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], raw._l2);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], raw._l1);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[24..], raw._l0);
    }

    /// <summary>Writes the integer in [0, r) as four words, the lowest first.</summary>
    internal void WriteWords(Span<ulong> words)
    {
        Fr raw = ToRaw();
        (words[0], words[1], words[2], words[3]) = (raw._l0, raw._l1, raw._l2, raw._l3);
    }

    /// <summary>Writes whichever of x and x + r is odd, as four words, the lowest first; the same steps for both.</summary>
    internal void WriteOddWords(Span<ulong> words)
    {
        unchecked
        {
            Fr raw = ToRaw();
            ulong mask = (raw._l0 & 1) - 1, carry = 0;
            words[0] = AddCarry(raw._l0, R0 & mask, ref carry);
            words[1] = AddCarry(raw._l1, R1 & mask, ref carry);
            words[2] = AddCarry(raw._l2, R2 & mask, ref carry);
            words[3] = raw._l3 + (R3 & mask) + carry;
        }
    }

    /// <summary>
    /// The integer if it is odd, r less it if it is even, in four words, lowest first; all ones in the second case, else zero. No branch on
    /// the value.
    /// </summary>
    internal ulong WriteOddMagnitude(Span<ulong> words)
    {
        unchecked
        {
            Fr raw = ToRaw();
            ulong mask = (raw._l0 & 1) - 1, carry = mask & 1;
            words[0] = AddCarry(R0 & mask, raw._l0 ^ mask, ref carry);
            words[1] = AddCarry(R1 & mask, raw._l1 ^ mask, ref carry);
            words[2] = AddCarry(R2 & mask, raw._l2 ^ mask, ref carry);
            words[3] = (R3 & mask) + (raw._l3 ^ mask) + carry;
            return mask;
        }
    }

    /// <summary>Raises to a public exponent, big-endian.</summary>
    internal Fr Pow(ReadOnlySpan<byte> exponent)
    {
        Span<Fr> powers = stackalloc Fr[16];
        powers[0] = One;
        for (int i = 1; i < powers.Length; i++)
            powers[i] = powers[i - 1] * this;

        Fr result = One;
        foreach (byte digits in exponent)
        {
            result = result.Square().Square().Square().Square() * powers[digits >> 4];
            result = result.Square().Square().Square().Square() * powers[digits & 15];
        }

        return result;
    }

    internal Fr Pow(ulong exponent)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, exponent);
        return Pow(bytes);
    }

    /// <summary>The inverse of a public scalar, and zero for zero.</summary>
    internal Fr Inverse()
    {
        Span<byte> bytes = stackalloc byte[Size];
        Write(bytes);
        Inverter.Invert(bytes);
        return FromBytesReduced(bytes);
    }

    /// <summary>Inverts every element in place with one inversion; zeros stay zero.</summary>
    internal static void InvertAll(Span<Fr> values)
    {
        Fr[] products = new Fr[values.Length];
        Fr product = One;
        for (int i = 0; i < values.Length; i++)
        {
            products[i] = product;
            if (!values[i].IsZero)
                product *= values[i];
        }

        Fr inverse = product.Inverse();
        for (int i = values.Length - 1; i >= 0; i--)
        {
            if (values[i].IsZero)
                continue;
            Fr next = inverse * values[i];
            values[i] = inverse * products[i];
            inverse = next;
        }
    }

    private Fr ToRaw() => this * new Fr(1, 0, 0, 0);

    private static Fr ReadRaw(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt64BigEndian(bytes));
}
