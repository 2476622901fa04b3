using System.Buffers;
using Consensoor.Actors.Engine.Port;
using Xunit;

namespace Consensoor.Actors.Tests.Engine.Port;

/// <summary>Which HTTP is spoken is known as soon as it can be, and not before.</summary>
public sealed class HttpPrefaceTests
{
    private static readonly byte[] Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();

    [Fact]
    public void TheWholePrefaceIsNeeded()
    {
        for (var length = 0; length < Preface.Length; length++)
        {
            Assert.Null(HttpPreface.IsHttp2(new ReadOnlySequence<byte>(Preface, 0, length)));
        }

        Assert.True(HttpPreface.IsHttp2(new ReadOnlySequence<byte>(Preface)));
        Assert.True(HttpPreface.IsHttp2(new ReadOnlySequence<byte>([.. Preface, 1, 2, 3])));
    }

    [Fact]
    public void OneOtherByteIsEnough()
    {
        for (var at = 0; at < Preface.Length; at++)
        {
            var other = Preface[..(at + 1)];
            other[at] ^= 1;
            Assert.False(HttpPreface.IsHttp2(new ReadOnlySequence<byte>(other)));
        }

        Assert.False(HttpPreface.IsHttp2(new ReadOnlySequence<byte>("POST / HTTP/1.1"u8.ToArray())));
    }
}
