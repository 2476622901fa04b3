using Consensoor.Interop.Libp2p.Muxing;
using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.Libp2p.Wire;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Libp2p.Muxing;

public class MplexTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    [Fact]
    public void Frames_are_as_the_specification_lays_them_out()
    {
        using var muxer = new MplexMuxer(new MuxerSettings());
        var stream = muxer.Open()!;
        muxer.Open();
        stream.Write([1, 2, 3]);
        stream.EndOutput();
        Assert.Equal("000130" + "080131" + "0203010203" + "0400", Convert.ToHexStringLower(muxer.Output.Span));
        muxer.Output.Dispose();
        Receive(muxer, "880100");
        muxer.TryNextEvent(out var opened);
        opened.Stream.Write([9]);
        opened.Stream.Reset();
        Assert.Equal("89010109" + "8d0100", Convert.ToHexStringLower(muxer.Output.Span));
    }

    [Fact]
    public void The_same_number_given_by_either_side_is_two_streams()
    {
        using var muxer = new MplexMuxer(new MuxerSettings());
        var own = muxer.Open()!;
        Receive(muxer, "000130" + "020155" + "0102aabb");
        muxer.TryNextEvent(out var opened);
        Assert.Equal([0x55], opened.Stream.Input.ToArray());
        Assert.Equal([0xaa, 0xbb], own.Input.ToArray());
    }

    [Fact]
    public void A_slow_reader_holds_the_connection_and_is_reset_in_time_and_the_others_live()
    {
        using var muxer = new MplexMuxer(new MuxerSettings { MaxStreamBuffered = 5 });
        using ByteQueue wire = new();
        wire.Write(Convert.FromHexString("000130" + "080131" + "0205" + "0102030405" + "0a0101" + "0202" + "0607" + "0a0102"));
        muxer.Receive(wire, Start);
        muxer.TryNextEvent(out var first);
        Assert.Equal((6, true, 5), (muxer.Buffered, muxer.IsHeld, wire.Count));
        Assert.Equal(Start + TimeSpan.FromSeconds(5), muxer.WakeUp);
        muxer.Output.Dispose();
        muxer.Receive(wire, Start + TimeSpan.FromSeconds(4));
        muxer.Wake(Start + TimeSpan.FromSeconds(4.9));
        Assert.Equal((null, 5), (first.Stream.End, wire.Count));
        muxer.Wake(Start + TimeSpan.FromSeconds(5));
        muxer.Receive(wire, Start + TimeSpan.FromSeconds(5));
        Assert.Equal((StreamEnd.TooSlow, 2, 0, false), (first.Stream.End, muxer.Buffered, wire.Count, muxer.IsHeld));
        Assert.Equal("0500", Convert.ToHexStringLower(muxer.Output.Span));
        Assert.Equal((MuxerFailure.None, null), (muxer.Failure, muxer.WakeUp));
    }

    [Fact]
    public void A_hold_that_begins_where_the_input_ends_has_its_time_too()
    {
        using var muxer = new MplexMuxer(new MuxerSettings { MaxStreamBuffered = 5 });
        using ByteQueue wire = new();
        wire.Write(Convert.FromHexString("000130" + "0206" + "0102030405"));
        muxer.Receive(wire, Start);
        Assert.Equal((true, 0), (muxer.IsHeld, wire.Count));
        Assert.Equal(Start + TimeSpan.FromSeconds(5), muxer.WakeUp);
        muxer.TryNextEvent(out var opened);
        muxer.Wake(Start + TimeSpan.FromSeconds(5));
        Assert.Equal((StreamEnd.TooSlow, false, null), (opened.Stream.End, muxer.IsHeld, muxer.WakeUp));
    }

    [Fact]
    public void A_hold_has_its_time_once_more_where_this_side_stood_still()
    {
        using var muxer = new MplexMuxer(new MuxerSettings { MaxStreamBuffered = 5 });
        using ByteQueue wire = new();
        wire.Write(Convert.FromHexString("000130" + "0206" + "0102030405"));
        muxer.Receive(wire, Start);
        muxer.TryNextEvent(out var opened);
        muxer.Wake(Start + TimeSpan.FromMinutes(1));
        Assert.Equal((null, true, Start + TimeSpan.FromSeconds(65)), (opened.Stream.End, muxer.IsHeld, muxer.WakeUp));
        muxer.Wake(Start + TimeSpan.FromMinutes(2));
        Assert.Equal(StreamEnd.TooSlow, opened.Stream.End);
    }

    [Fact]
    public void A_stream_that_exceeds_the_bound_of_all_is_reset_and_holds_nobody_up()
    {
        using var muxer = new MplexMuxer(new MuxerSettings { MaxStreamBuffered = 5, MaxBuffered = 8 });
        using ByteQueue wire = new();
        wire.Write(Convert.FromHexString("000130" + "080131" + "0205" + "0102030405" + "0a03" + "010203" + "0a02" + "0405" + "08"));
        muxer.Receive(wire, Start);
        muxer.TryNextEvent(out var first);
        muxer.TryNextEvent(out var second);
        Assert.Equal((false, null, 1, 5), (muxer.IsHeld, muxer.WakeUp, wire.Count, muxer.Buffered));
        Assert.Equal((null, StreamEnd.TooSlow), (first.Stream.End, second.Stream.End));
    }

    [Fact]
    public void A_reader_that_goes_on_gets_all_that_was_held_and_has_its_time_anew()
    {
        using var muxer = new MplexMuxer(new MuxerSettings { MaxStreamBuffered = 5 });
        using ByteQueue wire = new();
        wire.Write(Convert.FromHexString("000130" + "020b" + "0102030405060708090a0b" + "0200" + "0400"));
        muxer.Receive(wire, Start);
        muxer.TryNextEvent(out var opened);
        List<byte> read = [];
        for (var second = 4; read.Count < 11; second += 4)
        {
            Assert.True(muxer.IsHeld || read.Count == 10);
            var input = opened.Stream.Input;
            read.AddRange(input.ToArray());
            opened.Stream.Consume(input.Length);
            Assert.False(muxer.IsHeld);
            muxer.Receive(wire, Start + TimeSpan.FromSeconds(second));
            muxer.Wake(Start + TimeSpan.FromSeconds(second));
        }

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], read);
        Assert.Equal((0, null), (wire.Count, opened.Stream.End));
    }

    [Theory]
    [InlineData(MuxerFailure.MalformedHeader, "0700")]
    [InlineData(MuxerFailure.MalformedHeader, "8200")]
    [InlineData(MuxerFailure.MalformedHeader, "ffffffffffffffffff")]
    [InlineData(MuxerFailure.MalformedHeader, "028000")]
    [InlineData(MuxerFailure.FrameTooLong, "02818040")]
    [InlineData(MuxerFailure.FrameTooLong, "008108")]
    [InlineData(MuxerFailure.FrameTooLong, "06ffffffffffffffff7f")]
    [InlineData(MuxerFailure.StreamReused, "00000000")]
    public void What_breaks_the_rules_ends_the_connection(MuxerFailure expected, string hex)
    {
        using var muxer = new MplexMuxer(new MuxerSettings());
        Receive(muxer, hex);
        Assert.Equal(expected, muxer.Failure);
    }

    [Fact]
    public void Frames_of_streams_that_are_gone_or_never_were_are_read_over()
    {
        using var muxer = new MplexMuxer(new MuxerSettings());
        Receive(muxer, "020155" + "0100" + "0300" + "0600" + "0000" + "020177");
        Assert.True(muxer.TryNextEvent(out var opened));
        Assert.Equal([0x77], opened.Stream.Input.ToArray());
        Assert.Equal(MuxerFailure.None, muxer.Failure);
    }

    [Fact]
    public void Streams_above_the_limit_are_reset_and_a_flood_ends_the_connection()
    {
        using var muxer = new MplexMuxer(new MuxerSettings { MaxInboundStreams = 1, OpenBurst = 3 });
        Receive(muxer, "0000" + "0800");
        Assert.Equal("0d00", Convert.ToHexStringLower(muxer.Output.Span));
        Receive(muxer, "1000");
        Assert.Equal((1, MuxerFailure.None), (muxer.Streams, muxer.Failure));
        Receive(muxer, "1800");
        Assert.Equal(MuxerFailure.OpenFlood, muxer.Failure);
    }

    [Fact]
    public void Any_bytes_leave_memory_within_its_bound() =>
        Gen.OneOf(Gen.Byte[0, 40], Gen.Byte).Array[0, 400].Sample(static bytes =>
        {
            var settings = new MuxerSettings { MaxBuffered = 60, MaxStreamBuffered = 30, MaxInboundStreams = 3, OutputLimit = 50 };
            using var muxer = new MplexMuxer(settings with { ControlLimit = 50, MaxFrame = 50 });
            using ByteQueue wire = new();
            foreach (var piece in bytes.Chunk(7))
            {
                wire.Write(piece);
                muxer.Receive(wire, Start);
                Assert.True(muxer.Buffered <= 60 && muxer.Streams <= 3 && muxer.Output.Count <= 170);
            }
        });

    private static void Receive(IMuxer muxer, string hex)
    {
        using ByteQueue wire = new();
        wire.Write(Convert.FromHexString(hex));
        muxer.Receive(wire, Start);
    }
}
