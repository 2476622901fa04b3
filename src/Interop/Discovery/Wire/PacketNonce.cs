using System.Buffers.Binary;

namespace Consensoor.Interop.Discovery.Wire;

/// <summary>The 96 bits that make a packet unique; a WHOAREYOU names the packet it answers by them.</summary>
public readonly record struct PacketNonce(uint Counter, ulong Rest)
{
    /// <summary>Bytes of a nonce.</summary>
    public const int Length = 12;

    /// <summary>Reads 12 bytes.</summary>
    public static PacketNonce Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt32BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[4..]));

    /// <summary>Writes 12 bytes.</summary>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Counter);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[4..], Rest);
    }
}
