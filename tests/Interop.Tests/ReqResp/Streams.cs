using System.Buffers;
using System.IO.Compression;
using Consensoor.Interop.ReqResp;

namespace Consensoor.Interop.Tests.ReqResp;

/// <summary>Bytes of streams, good and broken, and reading them in pieces.</summary>
internal static class Streams
{
    internal static byte[] Block()
    {
        using var gzip = new GZipStream(new MemoryStream(Vector("reqresp_block.ssz.gz")), CompressionMode.Decompress);
        using var ssz = new MemoryStream();
        gzip.CopyTo(ssz);
        return ssz.ToArray();
    }

    internal static byte[] Vector(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "ReqResp", "Vectors", name));

    internal static byte[] Written(Action<IBufferWriter<byte>> write)
    {
        var to = new ArrayBufferWriter<byte>();
        write(to);
        return to.WrittenSpan.ToArray();
    }

    internal static byte[] Payload(ReadOnlySpan<byte> ssz)
    {
        var to = new ArrayBufferWriter<byte>();
        PayloadEncoder.Write(to, ssz);
        return to.WrittenSpan.ToArray();
    }

    internal static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        return [.. bytes, (byte)value];
    }

    /// <summary>Frames of snappy, without a length in front.</summary>
    internal static byte[] Frames(params byte[][] frames) => [0xff, 6, 0, 0, .. "sNaPpY"u8, .. frames.SelectMany(static frame => frame)];

    internal static byte[] Frame(byte kind, params byte[] content) =>
        [kind, (byte)content.Length, (byte)(content.Length >> 8), (byte)(content.Length >> 16), .. content];

    internal static byte[] Raw(params byte[] data) => Frame(1, [.. BitConverter.GetBytes(Crc32C.Masked(data)), .. data]);

    /// <summary>Reads a payload from pieces of the given lengths, over and over; gives what is left of the bytes.</summary>
    internal static (byte[]? Payload, StreamFault Fault, int Left) Read(byte[] bytes, SizeBounds bounds, params int[] cuts)
    {
        var decoder = new PayloadDecoder();
        decoder.Begin(bounds);
        for (var (at, i) = (0, 0); at < bytes.Length; i++)
        {
            var length = cuts.Length == 0 ? bytes.Length : Math.Min(cuts[i % cuts.Length], bytes.Length - at);
            ReadOnlySpan<byte> piece = bytes.AsSpan(at, length);
            if (decoder.TryRead(ref piece, out var payload))
            {
                return (payload.ToArray(), StreamFault.None, bytes.Length - at - length + piece.Length);
            }

            if (decoder.Fault != StreamFault.None)
            {
                return (null, decoder.Fault, 0);
            }

            at += length;
        }

        return (null, StreamFault.None, 0);
    }
}
