using Consensoor.Interop.Buffers;
using Consensoor.Interop.Protobuf;

namespace Consensoor.Interop.Gossipsub.Rpc;

/// <summary>Writes whole frames, each with its length in front.</summary>
public static class RpcFrames
{
    private const byte PublishTag = (2 << 3) | 2;
    private const byte DataTag = (2 << 3) | 2;
    private const byte TopicTag = (4 << 3) | 2;
    // Three lengths of at most five bytes and two tags stand before the data.
    private const int MaxHead = (3 * 5) + 2;

    /// <summary>
    /// Writes the frame of one message, with nothing but topic and data in it (StrictNoSign). The place of the data in it is part of the
    /// answer, so that who keeps the frame need not keep the data too.
    /// </summary>
    public static MessageFrame Message(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> data, SharedBytesPool pool)
    {
        Span<byte> head = stackalloc byte[MaxHead];
        var headLength = WriteHead(head, topic.Length, data.Length);
        var length = headLength + data.Length + Sized(topic.Length);
        var buffer = length >= SharedBytes.Worth ? pool.Rent(length) : null;
        var frame = buffer is null ? GC.AllocateUninitializedArray<byte>(length) : buffer.Memory[..length];
        head[..headLength].CopyTo(frame.Span);
        data.CopyTo(frame.Span[headLength..]);
        WriteTopic(frame.Span[(headLength + data.Length)..], topic);
        return new MessageFrame(frame, frame.Slice(headLength, data.Length), buffer);
    }

    /// <summary>Compresses a payload into its frame.</summary>
    public static MessageFrame Compressed(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> ssz, SharedBytesPool pool)
    {
        var buffer = pool.Rent(MaxHead + SnappyBlock.MostCompressed(ssz.Length) + Sized(topic.Length));
        var length = SnappyBlock.Compress(ssz, buffer.Memory.Span[MaxHead..]);
        if (length < SharedBytes.Worth)
        {
            // A small frame, or one that became so, takes no more than it needs.
            var small = Message(topic, buffer.Memory.Span.Slice(MaxHead, length), pool);
            buffer.Release();
            return small;
        }

        Span<byte> head = stackalloc byte[MaxHead];
        var headLength = WriteHead(head, topic.Length, length);
        var frame = buffer.Memory.Slice(MaxHead - headLength, headLength + length + Sized(topic.Length));
        head[..headLength].CopyTo(frame.Span);
        WriteTopic(frame.Span[(headLength + length)..], topic);
        return new MessageFrame(frame, frame.Slice(headLength, length), buffer);
    }

    /// <summary>
    /// True where an RPC is that of one message and nothing else, written as <see cref="Message"/> writes it: it can be sent on as it came.
    /// Topic and data are those that it was decoded to.
    /// </summary>
    public static bool IsMessage(ReadOnlySpan<byte> rpc, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> data)
    {
        if (rpc.Length != MessageSize(topic.Length, data.Length))
        {
            return false;
        }

        Span<byte> head = stackalloc byte[MaxHead];
        var own = head[..WriteHead(head, topic.Length, data.Length)];
        own = own[ProtoWriter.VarintSize((ulong)rpc.Length)..];
        Span<byte> tail = stackalloc byte[6];
        tail[0] = TopicTag;
        tail = tail[..(1 + ProtoWriter.WriteVarint(tail[1..], (ulong)topic.Length))];
        return rpc.StartsWith(own) && rpc[(own.Length + data.Length)..].StartsWith(tail);
    }

    /// <summary>The bytes of the frame of one message, without its length in front.</summary>
    public static long MessageSize(int topic, long data) => SizedLong(SizedLong(data) + SizedLong(topic));

    /// <summary>Puts the length before an RPC.</summary>
    public static byte[] Framed(ReadOnlySpan<byte> rpc)
    {
        var frame = new byte[ProtoWriter.VarintSize((ulong)rpc.Length) + rpc.Length];
        rpc.CopyTo(frame.AsSpan(ProtoWriter.WriteVarint(frame, (ulong)rpc.Length)));
        return frame;
    }

    // All that stands before the data.
    private static int WriteHead(Span<byte> to, int topic, int data)
    {
        var inner = Sized(data) + Sized(topic);
        var at = ProtoWriter.WriteVarint(to, (ulong)Sized(inner));
        to[at++] = PublishTag;
        at += ProtoWriter.WriteVarint(to[at..], (ulong)inner);
        to[at++] = DataTag;
        return at + ProtoWriter.WriteVarint(to[at..], (ulong)data);
    }

    private static void WriteTopic(Span<byte> to, ReadOnlySpan<byte> topic)
    {
        to[0] = TopicTag;
        topic.CopyTo(to[(1 + ProtoWriter.WriteVarint(to[1..], (ulong)topic.Length))..]);
    }

    private static int Sized(int length) => 1 + ProtoWriter.VarintSize((ulong)length) + length;

    private static long SizedLong(long length) => 1 + ProtoWriter.VarintSize((ulong)length) + length;
}
