using System.Buffers;
using System.Buffers.Binary;
using Consensoor.Interop.Gossipsub.Rpc;
using Consensoor.Interop.Protobuf;
using Snappier;

namespace Consensoor.Interop.ReqResp;

/// <summary>
/// Writes one payload in the ssz_snappy encoding: its length as a varint, then snappy frames of at most 64 KiB of data, uncompressed where
/// compressing gains less than an eighth.
/// </summary>
public static class PayloadEncoder
{
    private const int FrameData = 65536;

    private static ReadOnlySpan<byte> Identifier => [0xff, 6, 0, 0, (byte)'s', (byte)'N', (byte)'a', (byte)'P', (byte)'p', (byte)'Y'];

    /// <summary>Writes a payload; an empty one is its length alone.</summary>
    public static void Write(IBufferWriter<byte> to, ReadOnlySpan<byte> ssz)
    {
        to.Advance(ProtoWriter.WriteVarint(to.GetSpan(10), (ulong)ssz.Length));
        if (ssz.IsEmpty)
        {
            return;
        }

        to.Write(Identifier);
        while (!ssz.IsEmpty)
        {
            var data = ssz[..Math.Min(ssz.Length, FrameData)];
            ssz = ssz[data.Length..];
            Frame(to, data);
        }
    }

    private static void Frame(IBufferWriter<byte> to, ReadOnlySpan<byte> data)
    {
        var frame = to.GetSpan(8 + Snappy.GetMaxCompressedLength(data.Length));
        var written = Snappy.Compress(data, frame[8..]);
        var isCompressed = written < data.Length - (data.Length / 8);
        if (!isCompressed)
        {
            data.CopyTo(frame[8..]);
            written = data.Length;
        }

        // The kind is the lowest byte, the length of checksum and data the three above it.
        BinaryPrimitives.WriteUInt32LittleEndian(frame, ((uint)(written + 4) << 8) | (isCompressed ? 0U : 1U));
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], Crc32C.Masked(data));
        to.Advance(8 + written);
    }
}
