namespace Consensoor.Spec.Ssz;

/// <summary>
/// Immutable bytes of variable length with value equality: ByteList, ByteVector, ProgressiveByteList (transactions, blobs, cells, extra
/// data).
/// </summary>
public sealed class ByteList : IEquatable<ByteList>
{
    private readonly ReadOnlyMemory<byte> _bytes;

    private ByteList(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    /// <summary>The list of no bytes.</summary>
    public static ByteList Empty { get; } = new(ReadOnlyMemory<byte>.Empty);

    /// <summary>How many bytes there are.</summary>
    public int Length => _bytes.Length;

    /// <summary>A value with a copy of the bytes.</summary>
    public static ByteList Create(ReadOnlySpan<byte> bytes) => bytes.IsEmpty ? Empty : new ByteList(bytes.ToArray());

    /// <summary>A value over memory that nobody changes any more; no copy.</summary>
    public static ByteList Adopt(ReadOnlyMemory<byte> bytes) => bytes.IsEmpty ? Empty : new ByteList(bytes);

    /// <summary>The bytes without a copy.</summary>
    public ReadOnlySpan<byte> AsSpan() => _bytes.Span;

    /// <summary>The bytes without a copy.</summary>
    public ReadOnlyMemory<byte> AsMemory() => _bytes;

    /// <inheritdoc/>
    public bool Equals(ByteList? other) => other is not null && AsSpan().SequenceEqual(other.AsSpan());

    /// <summary>Compares bytes, as the spec's `==` does, never references.</summary>
    public static bool operator ==(ByteList? left, ByteList? right) => left is null ? right is null : left.Equals(right);

    /// <summary>True where length or a byte differs.</summary>
    public static bool operator !=(ByteList? left, ByteList? right) => !(left == right);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ByteList);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Length);
        hash.AddBytes(AsSpan()[..Math.Min(32, Length)]);
        return hash.ToHashCode();
    }

    /// <summary>Lower-case hex with 0x in front.</summary>
    public override string ToString() => "0x" + Convert.ToHexStringLower(AsSpan());
}
