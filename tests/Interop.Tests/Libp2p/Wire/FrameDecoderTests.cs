using Consensoor.Interop.Buffers;
using Consensoor.Interop.Gossipsub.Rpc;
using Consensoor.Interop.Libp2p.Wire;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Libp2p.Wire;

/// <summary>Frames come out as they went in, however the bytes are cut; lengths alone cost no memory.</summary>
public sealed class FrameDecoderTests
{
    [Fact]
    public void FramesComeOutHoweverTheBytesAreCut() =>
        Gen.Select(
            Gen.OneOf(Gen.Byte.Array[0, 40_000], Gen.Byte.Array[60_000, 200_000]).Array[1, 5],
            Gen.Int[1, 20_000].Array[1, 10],
            Gen.Bool).Sample(static (frames, cuts, isPooled) =>
        {
            var bytes = frames.SelectMany(static frame => RpcFrames.Framed(frame)).ToArray();
            var pool = new SharedBytesPool(1 << 20, wipes: true);
            using var decoder = new FrameDecoder(200_000, isPooled ? pool : null);
            var found = new List<OwnedFrame>();
            for (var (at, i) = (0, 0); at < bytes.Length; i++)
            {
                var cut = Math.Min(cuts[i % cuts.Length], bytes.Length - at);
                ReadOnlySpan<byte> piece = bytes.AsSpan(at, cut);
                while (decoder.TryRead(ref piece, out var frame))
                {
                    found.Add(frame);
                }

                Assert.Equal(0, piece.Length);
                at += cut;
            }

            Assert.Equal(frames, found.Select(static frame => frame.Bytes.ToArray()));
            Assert.Equal(frames.Select(static frame => RpcFrames.Framed(frame)), found.Select(static frame => frame.WithLength.ToArray()));
            Assert.Equal(FrameFault.None, decoder.Fault);
            found.ForEach(static frame => frame.Release());
            Assert.Equal(0, pool.Held);
        }, iter: 50);

    [Fact]
    public void AFrameThatDoesNotBecomeWholeIsLetGo()
    {
        var pool = new SharedBytesPool(1 << 20);
        var decoder = new FrameDecoder(200_000, pool);
        ReadOnlySpan<byte> bytes = RpcFrames.Framed(new byte[150_000]).AsSpan(0, 100_000);
        Assert.False(decoder.TryRead(ref bytes, out _));
        Assert.Equal(1, pool.Held);
        decoder.Dispose();
        Assert.Equal(0, pool.Held);
    }

    [Theory]
    [InlineData("d186030000", FrameFault.TooLong)] // 50001
    [InlineData("d086030000", FrameFault.None)] // 50000
    [InlineData("ffffffffffffffff7f", FrameFault.TooLong)]
    [InlineData("8100", FrameFault.Malformed)]
    [InlineData("ffffffffffffffffff", FrameFault.Malformed)]
    public void ALengthAboveTheLimitOrThatIsNoneIsRefusedForGood(string hex, FrameFault fault)
    {
        foreach (var cut in (int[])[1, 100])
        {
            var decoder = new FrameDecoder(50_000);
            foreach (var part in Convert.FromHexString(hex).Chunk(cut))
            {
                ReadOnlySpan<byte> bytes = part;
                Assert.False(decoder.TryRead(ref bytes, out _));
            }

            Assert.Equal(fault, decoder.Fault);
            Assert.True(fault != FrameFault.None || decoder.IsInside);
            ReadOnlySpan<byte> more = RpcFrames.Framed([1]);
            Assert.False(decoder.TryRead(ref more, out _));
        }
    }

    [Fact]
    public void MemoryComesWithTheBytes()
    {
        foreach (var pool in new[] { null, new SharedBytesPool(0) })
        {
            HoldsNoMoreThanTwiceWhatCame(new FrameDecoder(12 << 20, pool));
        }
    }

    private static void HoldsNoMoreThanTwiceWhatCame(FrameDecoder decoder)
    {
        ReadOnlySpan<byte> bytes = [0x80, 0x80, 0x80, 0x05, 1, 2, 3];
        Assert.False(decoder.TryRead(ref bytes, out _));
        Assert.True(decoder.Held <= 16 << 10);
        var piece = new byte[1000];
        for (var have = 3; have < 1 << 20; have += piece.Length)
        {
            bytes = piece;
            decoder.TryRead(ref bytes, out _);
            Assert.True(decoder.Held <= Math.Max(16 << 10, 2 * (have + piece.Length)));
        }
    }
}
