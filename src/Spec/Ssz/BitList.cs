namespace Consensoor.Spec.Ssz;

/// <summary>
/// An immutable sequence of bits with value equality: BitList, BitVector and ProgressiveBitList. Bit i is bit i mod 8 of byte i / 8.
/// </summary>
public sealed class BitList : IEquatable<BitList>
{
    private readonly byte[] _bytes;

    private BitList(byte[] bytes, int length)
    {
        _bytes = bytes;
        Length = length;
    }

    /// <summary>The list of no bits.</summary>
    public static BitList Empty { get; } = new([], 0);

    /// <summary>How many bits there are, set or not; the delimiter bit of the encoding does not count.</summary>
    public int Length { get; }

    /// <summary>The bit at an index; throws ArgumentOutOfRangeException outside the sequence.</summary>
    public bool this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Length, nameof(index));
            return (_bytes[index >> 3] >> (index & 7) & 1) != 0;
        }
    }

    /// <summary>The bit at a protocol index; throws ArgumentOutOfRangeException outside the sequence.</summary>
    public bool this[ulong index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, (ulong)Length);
            return this[(int)index];
        }
    }

    /// <summary>Bits that are all zero.</summary>
    public static BitList Zeros(int length) => length == 0 ? Empty : new BitList(new byte[(length + 7) / 8], length);

    /// <summary>Bits of which one alone is set; throws ArgumentOutOfRangeException for one that is not among them.</summary>
    public static BitList One(int length, int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)length, nameof(index));
        var bytes = new byte[(length + 7) / 8];
        bytes[index >> 3] = (byte)(1 << (index & 7));
        return new BitList(bytes, length);
    }

    /// <summary>Makes a list of the given bits, the first at index 0.</summary>
    public static BitList Create(ReadOnlySpan<bool> bits)
    {
        var bytes = new byte[(bits.Length + 7) / 8];
        for (var i = 0; i < bits.Length; i++)
        {
            if (bits[i])
            {
                bytes[i >> 3] |= (byte)(1 << (i & 7));
            }
        }

        return new BitList(bytes, bits.Length);
    }

    /// <summary>
    /// The first <paramref name="length"/> bits of <paramref name="bytes"/>, copied; bits beyond the length must be zero
    /// (ArgumentException).
    /// </summary>
    public static BitList FromBytes(ReadOnlySpan<byte> bytes, int length)
    {
        if (bytes.Length != (length + 7) / 8 || ((length & 7) != 0 && bytes[^1] >> (length & 7) != 0))
        {
            throw new ArgumentException($"{bytes.Length} bytes are not exactly {length} bits", nameof(bytes));
        }

        return new BitList(bytes.ToArray(), length);
    }

    /// <summary>The bits packed into bytes, without a length delimiter.</summary>
    public ReadOnlySpan<byte> AsSpan() => _bytes;

    /// <summary>The number of bits that are one.</summary>
    public int CountOnes()
    {
        var count = 0;
        foreach (var b in _bytes)
        {
            count += System.Numerics.BitOperations.PopCount(b);
        }

        return count;
    }

    /// <summary>The same bits with one set to a value.</summary>
    public BitList SetItem(int index, bool value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Length, nameof(index));
        var bytes = (byte[])_bytes.Clone();
        var mask = (byte)(1 << (index & 7));
        bytes[index >> 3] = value ? (byte)(bytes[index >> 3] | mask) : (byte)(bytes[index >> 3] & ~mask);
        return new BitList(bytes, Length);
    }

    /// <summary>The bitwise or of two sequences of the same length (ArgumentException otherwise).</summary>
    public BitList Or(BitList other) => Combine(other, static (a, b) => (byte)(a | b));

    /// <summary>The bitwise and of two sequences of the same length (ArgumentException otherwise).</summary>
    public BitList And(BitList other) => Combine(other, static (a, b) => (byte)(a & b));

    /// <summary>True where no bit is set in both (sequences of the same length).</summary>
    public bool IsDisjoint(BitList other) => And(other).CountOnes() == 0;

    /// <inheritdoc/>
    public bool Equals(BitList? other) => other is not null && Length == other.Length && _bytes.AsSpan().SequenceEqual(other._bytes);

    /// <summary>Compares bits, as the spec's `==` does, never references.</summary>
    public static bool operator ==(BitList? left, BitList? right) => left is null ? right is null : left.Equals(right);

    /// <summary>True where length or a bit differs.</summary>
    public static bool operator !=(BitList? left, BitList? right) => !(left == right);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as BitList);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Length);
        hash.AddBytes(_bytes);
        return hash.ToHashCode();
    }

    /// <summary>The bits in index order as 0 and 1.</summary>
    public override string ToString() => string.Create(Length, this, static (chars, bits) =>
    {
        for (var i = 0; i < chars.Length; i++)
        {
            chars[i] = bits[i] ? '1' : '0';
        }
    });

    private BitList Combine(BitList other, Func<byte, byte, byte> operation)
    {
        if (other.Length != Length)
        {
            throw new ArgumentException($"{other.Length} bits do not fit {Length} bits", nameof(other));
        }

        var bytes = new byte[_bytes.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = operation(_bytes[i], other._bytes[i]);
        }

        return new BitList(bytes, Length);
    }
}
