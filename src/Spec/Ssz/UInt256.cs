using System.Globalization;
using System.Numerics;

namespace Consensoor.Spec.Ssz;

/// <summary>An unsigned integer of 256 bits, little-endian in SSZ.</summary>
public readonly struct UInt256 : IEquatable<UInt256>
{
    private readonly Bytes32 _littleEndian;

    /// <summary>From 32 little-endian bytes.</summary>
    public UInt256(Bytes32 littleEndian) => _littleEndian = littleEndian;

    /// <summary>The 32 little-endian bytes.</summary>
    public Bytes32 LittleEndian => _littleEndian;

    /// <summary>The value; throws OverflowException on a negative one or one of more than 256 bits.</summary>
    public static explicit operator UInt256(BigInteger value)
    {
        Span<byte> bytes = stackalloc byte[32];
        bytes.Clear();
        if (value.Sign < 0 || !value.TryWriteBytes(bytes, out _, isUnsigned: true))
        {
            throw new OverflowException($"{value} is not a 256-bit unsigned integer");
        }

        return new UInt256(new Bytes32(bytes));
    }

    /// <summary>The value as a big integer.</summary>
    public static implicit operator BigInteger(UInt256 value) => new(value._littleEndian.AsSpan(), isUnsigned: true);

    public static bool operator ==(UInt256 left, UInt256 right) => left.Equals(right);

    public static bool operator !=(UInt256 left, UInt256 right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(UInt256 other) => _littleEndian == other._littleEndian;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is UInt256 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _littleEndian.GetHashCode();

    /// <summary>Writes the number in decimal digits.</summary>
    public override string ToString() => ((BigInteger)this).ToString(CultureInfo.InvariantCulture);
}
