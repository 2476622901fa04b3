using Consensoor.Interop.Protobuf;

namespace Consensoor.Interop.Gossipsub.Rpc;

/// <summary>Writes whole frames, each with its length in front.</summary>
public static class RpcFrames
{
    /// <summary>
    /// Writes the frame of one message, with nothing but topic and data in it (StrictNoSign). The place of the data in it is the answer's
    /// second part, so that who keeps the frame need not keep the data too.
    /// </summary>
    public static (byte[] Frame, ReadOnlyMemory<byte> Data) Message(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> data)
    {
        var inner = Sized(data.Length) + Sized(topic.Length);
        var outer = Sized(inner);
        var frame = GC.AllocateUninitializedArray<byte>(ProtoWriter.VarintSize((ulong)outer) + outer);
        var at = ProtoWriter.WriteVarint(frame, (ulong)outer);
        frame[at++] = (2 << 3) | 2;
        at += ProtoWriter.WriteVarint(frame.AsSpan(at), (ulong)inner);
        frame[at++] = (2 << 3) | 2;
        at += ProtoWriter.WriteVarint(frame.AsSpan(at), (ulong)data.Length);
        data.CopyTo(frame.AsSpan(at));
        var place = frame.AsMemory(at, data.Length);
        at += data.Length;
        frame[at++] = (4 << 3) | 2;
        at += ProtoWriter.WriteVarint(frame.AsSpan(at), (ulong)topic.Length);
        topic.CopyTo(frame.AsSpan(at));
        return (frame, place);
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

    private static int Sized(int length) => 1 + ProtoWriter.VarintSize((ulong)length) + length;

    private static long SizedLong(long length) => 1 + ProtoWriter.VarintSize((ulong)length) + length;
}
