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
        Gen.Select(Gen.Byte.Array[0, 40_000].Array[1, 5], Gen.Int[1, 20_000].Array[1, 10]).Sample(static (frames, cuts) =>
        {
            var bytes = frames.SelectMany(static frame => RpcFrames.Framed(frame)).ToArray();
            var decoder = new FrameDecoder(40_000);
            var found = new List<byte[]>();
            for (var (at, i) = (0, 0); at < bytes.Length; i++)
            {
                var cut = Math.Min(cuts[i % cuts.Length], bytes.Length - at);
                ReadOnlySpan<byte> piece = bytes.AsSpan(at, cut);
                while (decoder.TryRead(ref piece, out var frame))
                {
                    found.Add(frame.ToArray());
                }

                Assert.Equal(0, piece.Length);
                at += cut;
            }

            Assert.Equal(frames, found);
            Assert.Equal(FrameFault.None, decoder.Fault);
        }, iter: 50);

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
        var decoder = new FrameDecoder(12 << 20);
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
