using System.Buffers;
using System.Buffers.Binary;

namespace Consensoor.Interop.Libp2p.Quic;

/// <summary>Writes and reads the heads of records.</summary>
internal static class QuicRecords
{
    /// <summary>Bytes of a head.</summary>
    public const int HeadLength = 9;

    /// <summary>Bytes of each stream that either end takes before it is told that there is room for more.</summary>
    public const int Window = 256 << 10;

    /// <summary>Writes a head to a writer of bytes.</summary>
    public static void Write(IBufferWriter<byte> to, QuicRecord kind, uint stream, int number)
    {
        var head = to.GetSpan(HeadLength);
        head[0] = (byte)kind;
        BinaryPrimitives.WriteUInt32BigEndian(head[1..], stream);
        BinaryPrimitives.WriteInt32BigEndian(head[5..], number);
        to.Advance(HeadLength);
    }

    /// <summary>Reads a head; false for a kind or a number that is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> head, out QuicRecord kind, out uint stream, out int number)
    {
        kind = (QuicRecord)head[0];
        stream = BinaryPrimitives.ReadUInt32BigEndian(head[1..]);
        number = BinaryPrimitives.ReadInt32BigEndian(head[5..]);
        return kind <= QuicRecord.Over && number >= 0;
    }
}
