using Consensoor.Interop.Gossipsub;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Gossipsub;

/// <summary>Raw snappy: what is good comes back, what is not is refused, and no claim of a length costs memory.</summary>
public sealed class SnappyBlockTests
{
    [Fact]
    public void TheVectorDecompresses() =>
        Assert.Equal(Vector.Read("opticks.txt"), SnappyBlock.Decompress(Vector.Read("opticks.rawsnappy"), 1 << 20));

    [Theory]
    [InlineData("baddata1.snappy")]
    [InlineData("baddata2.snappy")]
    [InlineData("baddata3.snappy")]
    public void BadDataIsRefused(string name) => Assert.Null(SnappyBlock.Decompress(Vector.Read(name), 1 << 20));

    [Fact]
    public void WhatWasCompressedComesBack()
    {
        var noise = Gen.Byte.Array[0, 3000];
        var dull = Gen.Select(Gen.Byte, Gen.Int[0, 200_000], static (value, count) => Enumerable.Repeat(value, count).ToArray());
        Gen.OneOf(noise, dull).Sample(static bytes =>
        {
            var block = SnappyBlock.Compress(bytes);
            Assert.True(block.Length <= SnappyBlock.MaxCompressedLength(bytes.Length));
            Assert.Equal(bytes, SnappyBlock.Decompress(block, bytes.Length));
            Assert.Null(SnappyBlock.Decompress(block, bytes.Length - 1));
        });
    }

    [Fact]
    public void NoiseIsRefusedOrTakenAndNeverThrows()
    {
        var good = Vector.Read("opticks.rawsnappy");
        var broken = Gen.Select(Gen.Int[0, 4000], Gen.Byte, Gen.Int[1, good.Length], (at, value, length) =>
        {
            var copy = good.ToArray();
            copy[at] = value;
            return copy[..length];
        });
        Gen.OneOf(Gen.Byte.Array[0, 300], broken).Sample(static block =>
        {
            if (SnappyBlock.Decompress(block, 1 << 16) is { } bytes)
            {
                Assert.True(SnappyBlock.TryReadLength(block, out var length) && length == (uint)bytes.Length);
            }
        });
    }

    [Theory]
    [InlineData("03 08 010203", true)]
    [InlineData("03 08 010203 00", false)] // a byte behind the last element
    [InlineData("03 08 010203 0000", false)]
    [InlineData("03 08 0102", false)] // a literal beyond the end
    [InlineData("03 f0 02 010203", true)] // its length in a byte of its own
    [InlineData("04 08 010203", false)] // fewer than the length
    [InlineData("02 08 010203", false)] // more than the length
    [InlineData("07 08 010203 0103", true)] // a copy of 4 from 3 before
    [InlineData("07 08 010203 0104", false)] // from before the start
    [InlineData("07 08 010203 0100", false)] // from nowhere
    [InlineData("07 08 010203 01", false)] // a copy without its offset
    public void ABlockIsTakenAsAWholeOrNotAtAll(string hex, bool isTaken)
    {
        var block = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(isTaken, SnappyBlock.Decompress(block, 100) is not null);
    }

    [Fact]
    public void ALengthThatIsClaimedCostsNothing()
    {
        // 10 MiB in a block of few bytes: more than so few can hold.
        byte[] bomb = [0x80, 0x80, 0x80, 0x05, 0xfe, 0x01, 0x00];
        SnappyBlock.Decompress(bomb, 10 << 20);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Null(SnappyBlock.Decompress(bomb, 10 << 20));
        Assert.Null(SnappyBlock.Decompress([0xff, 0xff, 0xff, 0xff, 0x7f, 0], long.MaxValue));
        Assert.Null(SnappyBlock.Decompress([0x80], 100));
        Assert.Null(SnappyBlock.Decompress([], 100));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1024);
    }
}
