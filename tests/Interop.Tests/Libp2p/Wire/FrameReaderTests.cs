using Consensoor.Interop.Libp2p.Wire;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Libp2p.Wire;

public class FrameReaderTests
{
    [Fact]
    public void Frames_come_out_as_they_went_in_however_they_are_cut() =>
        Gen.Select(Gen.Byte.Array[0, 300].Array[0, 12], Gen.Int).Sample(static (frames, seed) =>
        {
            using var wire = new ByteQueue();
            foreach (var frame in frames)
            {
                FrameReader.Write(wire, frame);
            }

            using var reader = new FrameReader(300);
            var read = new List<byte[]>();
            foreach (var piece in TestRandom.Pieces(wire.Span.ToArray(), new Random(seed)))
            {
                ReadOnlySpan<byte> rest = piece;
                do
                {
                    var status = reader.Advance(rest, out var taken);
                    rest = rest[taken..];
                    if (status == FrameStatus.Read)
                    {
                        read.Add(reader.Frame.ToArray());
                    }
                }
                while (rest.Length > 0);
            }

            Assert.Equal(frames, read);
        });

    [Theory]
    [InlineData("ad02", FrameStatus.TooLong)]
    [InlineData("ffffffffffffffff7f", FrameStatus.TooLong)]
    [InlineData("8100", FrameStatus.Malformed)]
    [InlineData("ffffffffffffffffff", FrameStatus.Malformed)]
    public void A_length_above_the_limit_or_that_is_none_is_refused_for_good(string hex, FrameStatus expected)
    {
        using var reader = new FrameReader(300);
        Assert.Equal(expected, reader.Advance(Convert.FromHexString(hex), out _));
        Assert.Equal(expected, reader.Advance([1, 2, 3], out var taken));
        Assert.Equal(0, taken);
    }

    [Fact]
    public void A_long_frame_that_never_comes_holds_no_memory_for_it()
    {
        using var reader = new FrameReader(100 << 20);
        Span<byte> prefix = stackalloc byte[Varint.MaxLength];
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(FrameStatus.Incomplete, reader.Advance(prefix[..Varint.Write(prefix, 100 << 20)], out _));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 10_000);
    }
}
