using System.Buffers;
using System.Text;

namespace Consensoor.Interop.ReqResp;

/// <summary>Writes requests and chunks of answers (`phase0/p2p-interface.md#reqresp-interaction`).</summary>
public static class ReqRespWriter
{
    /// <summary>Writes a request; nothing where the protocol's has no content.</summary>
    public static void Request(IBufferWriter<byte> to, ReqRespProtocol protocol, ReadOnlySpan<byte> ssz)
    {
        if (protocol.Request is not null)
        {
            PayloadEncoder.Write(to, ssz);
        }
    }

    /// <summary>Writes a chunk of a successful answer, with its context where the protocol has one.</summary>
    public static void Chunk(IBufferWriter<byte> to, ForkDigest? context, ReadOnlySpan<byte> ssz)
    {
        to.Write([(byte)0]);
        if (context is { } digest)
        {
            to.Write(digest.AsSpan());
        }

        PayloadEncoder.Write(to, ssz);
    }

    /// <summary>Writes a chunk with an error; the message is cut to 256 bytes, between characters. The code must not be zero.</summary>
    public static void Error(IBufferWriter<byte> to, byte code, string message)
    {
        ArgumentOutOfRangeException.ThrowIfZero(code);
        Span<byte> utf8 = stackalloc byte[ResponseDecoder.MostErrorBytes];
        Encoding.UTF8.GetEncoder().Convert(message, utf8, flush: true, out _, out var written, out _);
        to.Write([code]);
        PayloadEncoder.Write(to, utf8[..written]);
    }
}
