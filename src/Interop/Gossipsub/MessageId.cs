using System.Buffers.Binary;
using Consensoor.Interop.Protobuf;

namespace Consensoor.Interop.Gossipsub;

/// <summary>The `message-id` of a gossip message, 20 bytes (`phase0/p2p-interface.md#topics-and-messages`).</summary>
public readonly struct MessageId : IEquatable<MessageId>
{
    /// <summary>The number of bytes of an id; ids of any other length are refused.</summary>
    public const int Length = 20;

    private readonly ulong _first;
    private readonly ulong _second;
    private readonly uint _third;

    private MessageId(ReadOnlySpan<byte> bytes)
    {
        _first = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        _second = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        _third = BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]);
    }

    /// <summary>Reads an id; false where the bytes are not 20.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out MessageId id)
    {
        id = bytes.Length == Length ? new MessageId(bytes) : default;
        return bytes.Length == Length;
    }

    /// <summary>Takes the first 20 bytes of a hash, which must have as many.</summary>
    public static MessageId OfHash(ReadOnlySpan<byte> hash) => new(hash[..Length]);

    /// <summary>Writes the id as a field of a protobuf message.</summary>
    internal void Write(ProtoWriter to, int field) => CopyTo(to.Bytes(field, Length));

    /// <summary>Writes the 20 bytes.</summary>
    public void CopyTo(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, _first);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], _second);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[16..], _third);
    }

    /// <inheritdoc/>
    public bool Equals(MessageId other) => _first == other._first && _second == other._second && _third == other._third;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is MessageId other && Equals(other);

    /// <summary>Mixes all bytes with the process's own seed, since a stranger chooses the ids it names.</summary>
    public override int GetHashCode() => HashCode.Combine(_first, _second, _third);

    /// <summary>The id in hex, with `0x`.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        CopyTo(bytes);
        return $"0x{Convert.ToHexStringLower(bytes)}";
    }

    /// <summary>True where both ids have the same bytes.</summary>
    public static bool operator ==(MessageId left, MessageId right) => left.Equals(right);

    /// <summary>True where a byte differs.</summary>
    public static bool operator !=(MessageId left, MessageId right) => !left.Equals(right);
}
