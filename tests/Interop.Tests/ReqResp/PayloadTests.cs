using Consensoor.Interop.Gossipsub;
using Consensoor.Interop.ReqResp;
using CsCheck;
using Xunit;
using static Consensoor.Interop.Tests.ReqResp.Streams;

namespace Consensoor.Interop.Tests.ReqResp;

/// <summary>Payloads come out as they went in, however the bytes are cut; every bound holds before anything is allocated.</summary>
public sealed class PayloadTests
{
    private static readonly SizeBounds Any = new(0, 10 << 20);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(70_000)]
    public void AnotherProgramsFramesAreRead(int cut)
    {
        var block = Block();
        byte[] stream = [.. Varint((ulong)block.Length), .. Vector("reqresp_block.streamed.snappy"), 9, 9];
        var (payload, fault, left) = Read(stream, Any, cut);
        Assert.Equal((StreamFault.None, 2), (fault, left));
        Assert.Equal(block, payload);
        Assert.Equal(block, Read(Payload(block), new SizeBounds((ulong)block.Length, (ulong)block.Length), cut).Payload);
    }

    [Fact]
    public void WhatIsWrittenIsReadHoweverItIsCut()
    {
        var noise = Gen.Byte.Array[0, 3000];
        var dull = Gen.Select(Gen.Byte, Gen.Int[0, 200_000], static (value, count) => Enumerable.Repeat(value, count).ToArray());
        var mixed = Gen.Select(noise, dull, static (one, other) => (byte[])[.. one, .. other, .. one]);
        Gen.Select(Gen.OneOf(noise, dull, mixed), Gen.Int[1, 100_000].Array[1, 6]).Sample(static (ssz, cuts) =>
        {
            byte[] stream = [.. Payload(ssz), 1, 2, 3];
            Assert.True(stream.Length <= 3 + 10 + SnappyBlock.MaxCompressedLength(ssz.Length));
            var (payload, fault, left) = Read(stream, Any, cuts);
            Assert.Equal(StreamFault.None, fault);
            Assert.Equal(ssz, payload);
            Assert.Equal(3, left);
        });
    }

    [Fact]
    public void ChecksumsAreThoseOfTheStandard()
    {
        // The check value of CRC-32C, masked as the framing format says.
        const uint Crc = 0xe3069283;
        Assert.Equal(((Crc >> 15) | (Crc << 17)) + 0xa282ead8, Crc32C.Masked("123456789"u8));
        Gen.Byte.Array[0, 100].Sample(static data => Assert.Equal(LiteralCrc(data), Crc32C.Masked(data)));
    }

    [Fact]
    public void ABrokenByteIsNeverTakenForData()
    {
        var ssz = Block()[..5000];
        var stream = Payload(ssz);
        Gen.Select(Gen.Int[0, stream.Length - 1], Gen.Byte[1, 255]).Sample((at, flip) =>
        {
            var broken = stream.ToArray();
            broken[at] ^= flip;
            var (payload, _, _) = Read(broken, new SizeBounds(5000, 5000));
            Assert.True(payload is null || payload.AsSpan().SequenceEqual(ssz));
        });
        Gen.Byte.Array[0, 200].Sample(static noise => { Read(noise, Any, 3); });
    }

    [Theory]
    [InlineData("00", StreamFault.LengthOutOfBounds)]
    [InlineData("65", StreamFault.LengthOutOfBounds)]
    [InlineData("ffffffffffffffffff01", StreamFault.LengthOutOfBounds)]
    [InlineData("ffffffffffffffffff02", StreamFault.LengthNoVarint)]
    [InlineData("ffffffffffffffffffff", StreamFault.LengthNoVarint)]
    [InlineData("0a", StreamFault.None)]
    [InlineData("8a00", StreamFault.None)]
    public void TheLengthIsHeldAgainstTheBoundsFirst(string hex, StreamFault fault) =>
        Assert.Equal(fault, Read(Convert.FromHexString(hex), new SizeBounds(10, 100)).Fault);

    [Fact]
    public void FramesThatAreNoneAreRefused()
    {
        byte[] data = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
        (string Why, byte[] Frames, StreamFault Fault)[] cases =
        [
            ("no identifier", Raw(data), StreamFault.NoSnappyFrame),
            ("another identifier", [0xff, 6, 0, 0, .. "snappy"u8], StreamFault.NoSnappyFrame),
            ("an identifier of another length", [0xff, 7, 0, 0, .. "sNaPpY!"u8], StreamFault.NoSnappyFrame),
            ("a kind that may not be skipped", Frames(Frame(2, 0, 0, 0, 0, 1)), StreamFault.NoSnappyFrame),
            ("more than the length", Frames(Raw([.. data, 11])), StreamFault.NoSnappyFrame),
            ("no room for a checksum", Frames(Frame(1, 1, 2, 3)), StreamFault.NoSnappyFrame),
            ("no data in a compressed frame", Frames(Frame(0, 1, 2, 3, 4)), StreamFault.NoSnappyFrame),
            ("a bomb", Frames(Frame(0, 0, 0, 0, 0, 0x80, 0x80, 0x80, 0x05, 0xfe, 1, 0)), StreamFault.NoSnappyFrame),
            ("another checksum", Frames(Frame(1, [0, 0, 0, 0, .. data])), StreamFault.BadChecksum),
            ("endless padding", Frames(Frame(0xfe, new byte[60])), StreamFault.TooManyCompressedBytes),
            ("a frame of 16 MiB", Frames([0xfe, 0xff, 0xff, 0xff]), StreamFault.TooManyCompressedBytes),
            ("empty frames without end", Frames([.. Enumerable.Repeat(Raw(), 10)]), StreamFault.TooManyCompressedBytes),
        ];
        foreach (var (why, frames, fault) in cases)
        {
            Assert.True(Read([10, .. frames], new SizeBounds(10, 10)).Fault == fault, why);
            Assert.True(Read([10, .. frames], new SizeBounds(10, 10), 1).Fault == fault, why);
        }

        // What may be skipped is skipped, and the identifier may come again.
        var more = Enumerable.Range(0, 100).Select(static i => (byte)i).ToArray();
        byte[] good = [100, .. Frames(Frame(0x80, 1, 2), Raw(more[..40]), Frames(), Raw(more[40..]))];
        Assert.Equal(more, Read(good, new SizeBounds(100, 100)).Payload ?? []);
        Assert.Equal(more, Read(good, new SizeBounds(100, 100), 3).Payload ?? []);
    }

    [Fact]
    public void AnEmptyPayloadIsItsLengthAlone()
    {
        var (payload, _, left) = Read([0, 7], Any);
        Assert.Equal((0, 1), (payload!.Length, left));
    }

    [Fact]
    public void ALengthAloneCostsNoMemory()
    {
        var decoder = new PayloadDecoder();
        byte[] claim = [.. Varint(10 << 20), .. Frames()];
        for (var round = 0; round < 2; round++)
        {
            decoder.Begin(Any);
            var before = GC.GetAllocatedBytesForCurrentThread();
            ReadOnlySpan<byte> bytes = claim;
            decoder.TryRead(ref bytes, out _);
            Assert.True(round == 0 || GC.GetAllocatedBytesForCurrentThread() - before < 100);
        }

        // Ten frames of 1 KiB are held in no more than some 40 KiB, whatever was claimed.
        var start = GC.GetAllocatedBytesForCurrentThread();
        var frame = Raw(new byte[1024]);
        for (var i = 0; i < 10; i++)
        {
            ReadOnlySpan<byte> bytes = frame;
            decoder.TryRead(ref bytes, out _);
        }

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - start < 40 << 10);
    }

    private static uint LiteralCrc(byte[] data)
    {
        var crc = uint.MaxValue;
        foreach (var one in data)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0x82f63b78 : crc >> 1;
            }
        }

        crc = ~crc;
        return ((crc >> 15) | (crc << 17)) + 0xa282ead8;
    }
}
