using System.Buffers;

namespace Consensoor.Actors.Engine.Port;

/// <summary>Tells by the first bytes of a connection which HTTP is spoken: HTTP/2 begins with a preface (RFC 9113, 3.4).</summary>
internal static class HttpPreface
{
    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>True for HTTP/2, false for something else, null where the bytes may become either.</summary>
    public static bool? IsHttp2(in ReadOnlySequence<byte> first)
    {
        Span<byte> start = stackalloc byte[(int)Math.Min(first.Length, Preface.Length)];
        first.Slice(0, start.Length).CopyTo(start);
        return !Preface.StartsWith(start) ? false : start.Length == Preface.Length ? true : null;
    }
}
