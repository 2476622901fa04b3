using System.Buffers.Binary;
using Consensoor.Interop.Libp2p.Muxing;
using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.Libp2p.Wire;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Libp2p.Muxing;

public class YamuxTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    // Type, flags, stream, length.
    private static byte[] Frame(byte type, ushort flags, uint stream, uint length, params byte[] body)
    {
        var frame = new byte[12 + body.Length];
        frame[1] = type;
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), flags);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), stream);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(8), length);
        body.CopyTo(frame, 12);
        return frame;
    }

    [Fact]
    public void Frames_are_as_the_specification_lays_them_out()
    {
        using var muxer = new YamuxMuxer(isDialer: true, new MuxerSettings(), Start);
        var stream = muxer.Open()!;
        stream.Write([1, 2, 3]);
        stream.EndOutput();
        Assert.Equal([.. Frame(1, 1, 1, 0), .. Frame(0, 0, 1, 3, 1, 2, 3), .. Frame(0, 4, 1, 0)], muxer.Output.Span.ToArray());
        Assert.Equal(3u, BinaryPrimitives.ReadUInt32BigEndian(After(muxer, static m => m.Open()).AsSpan(4)));
        using var listener = new YamuxMuxer(isDialer: false, new MuxerSettings(), Start);
        Assert.Equal(2u, BinaryPrimitives.ReadUInt32BigEndian(After(listener, static m => m.Open()).AsSpan(4)));
    }

    [Fact]
    public void A_stream_is_acknowledged_and_a_ping_answered_with_its_value()
    {
        using var muxer = Listener();
        Assert.Equal(Frame(1, 2, 1, 0), After(muxer, static m => Receive(m, Frame(0, 1, 1, 2, 7, 8))));
        Assert.True(muxer.TryNextEvent(out var opened));
        Assert.Equal((MuxerEventKind.Opened, true), (opened.Kind, opened.Stream.IsInbound));
        Assert.Equal([7, 8], opened.Stream.Input.ToArray());
        Assert.Equal(Frame(2, 2, 0, 0xdeadbeef), After(muxer, static m => Receive(m, Frame(2, 1, 0, 0xdeadbeef))));
    }

    [Fact]
    public void No_more_is_sent_than_the_window_and_consumed_bytes_open_it()
    {
        using var pair = new MuxerPair(isYamux: true, new MuxerSettings { SendBuffer = 1 << 20 }, 1);
        var stream = pair.Dialer.Open()!;
        Assert.Equal(1 << 20, stream.Write(new byte[1 << 20]));
        pair.Settle();
        pair.Listener.TryNextEvent(out var opened);
        Assert.Equal(YamuxMuxer.InitialWindow, opened.Stream.Input.Length);
        opened.Stream.Consume((YamuxMuxer.InitialWindow / 2) - 1);
        pair.Settle();
        Assert.Equal((YamuxMuxer.InitialWindow / 2) + 1, opened.Stream.Input.Length);
        opened.Stream.Consume(1);
        pair.Settle();
        Assert.Equal(YamuxMuxer.InitialWindow, opened.Stream.Input.Length);
    }

    [Fact]
    public void A_window_grows_while_it_is_used_up_within_a_few_round_trips_and_no_further_than_the_bound()
    {
        var settings = new MuxerSettings { SendBuffer = 16 << 20, MaxWindow = 1 << 20 };
        using var pair = new MuxerPair(isYamux: true, settings, 1);
        pair.Now += TimeSpan.FromSeconds(1);
        pair.Listener.Wake(pair.Now);
        pair.Dialer.Receive(Take(pair.Listener), pair.Now);
        pair.Now += TimeSpan.FromMilliseconds(100);
        pair.Listener.Receive(Take(pair.Dialer), pair.Now);
        Assert.Equal(TimeSpan.FromMilliseconds(100), pair.Listener.RoundTrip);

        var stream = pair.Dialer.Open()!;
        stream.Write(new byte[16 << 20]);
        pair.Settle();
        pair.Listener.TryNextEvent(out var opened);
        List<int> held = [];
        for (var i = 0; i < 4; i++)
        {
            pair.Now += TimeSpan.FromMilliseconds(50);
            held.Add(opened.Stream.Input.Length >> 10);
            opened.Stream.Consume(opened.Stream.Input.Length);
            pair.Settle();
        }

        Assert.Equal([256, 512, 1024, 1024], held);
    }

    [Fact]
    public void A_slow_reader_keeps_the_first_window()
    {
        using var pair = new MuxerPair(isYamux: true, new MuxerSettings { SendBuffer = 16 << 20 }, 1);
        var stream = pair.Dialer.Open()!;
        stream.Write(new byte[16 << 20]);
        pair.Settle();
        pair.Listener.TryNextEvent(out var opened);
        for (var i = 0; i < 4; i++)
        {
            pair.Now += TimeSpan.FromSeconds(5);
            Assert.Equal(YamuxMuxer.InitialWindow, opened.Stream.Input.Length);
            opened.Stream.Consume(opened.Stream.Input.Length);
            pair.Settle();
        }
    }

    [Fact]
    public void Streams_take_turns()
    {
        using var muxer = new YamuxMuxer(isDialer: true, new MuxerSettings { OutputLimit = 100, MaxFrame = 10, SendBuffer = 1000 }, Start);
        var (first, second) = (muxer.Open()!, muxer.Open()!);
        first.Write(new byte[1000]);
        second.Write(new byte[1000]);
        Take(muxer);
        muxer.Pump();
        var output = Take(muxer).Span.ToArray();
        uint[] turns = [.. output.Chunk(22).Select(static frame => BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(4)))];
        Assert.Equal([1u, 3, 1, 3, 1], turns);
    }

    [Fact]
    public void A_stream_above_the_limit_is_reset_and_the_others_live()
    {
        using var muxer = Listener(new MuxerSettings { MaxInboundStreams = 2 });
        Receive(muxer, [.. Frame(1, 1, 1, 0), .. Frame(1, 1, 3, 0)]);
        Take(muxer);
        Assert.Equal(Frame(1, 8, 5, 0), After(muxer, static m => Receive(m, Frame(0, 1, 5, 3, 1, 2, 3))));
        Receive(muxer, Frame(0, 0, 1, 1, 9));
        Assert.Equal((2, MuxerFailure.None), (muxer.Streams, muxer.Failure));
    }

    [Theory]
    [InlineData(MuxerFailure.MalformedHeader, "0100000000000001 00000000")]
    [InlineData(MuxerFailure.MalformedHeader, "0004000000000001 00000000")]
    [InlineData(MuxerFailure.MalformedHeader, "0000001000000001 00000000")]
    [InlineData(MuxerFailure.WrongParity, "0000000100000002 00000000")]
    [InlineData(MuxerFailure.WrongParity, "0000000100000000 00000000")]
    [InlineData(MuxerFailure.StreamReused, "0001000100000003 00000000 0001000100000003 00000000")]
    [InlineData(MuxerFailure.StreamReused, "0001000100000003 00000000 0001000100000001 00000000")]
    [InlineData(MuxerFailure.UnknownStream, "0000000000000001 00000000")]
    [InlineData(MuxerFailure.UnknownStream, "0001000000000002 00000000")]
    [InlineData(MuxerFailure.UnknownStream, "0001000000000000 00000001")]
    [InlineData(MuxerFailure.WindowExceeded, "0000000100000001 00040001")]
    [InlineData(MuxerFailure.WindowExceeded, "0001000100000001 00000000 0001000800000001 00000000 0000000000000001 ffffffff")]
    [InlineData(MuxerFailure.WindowOverflow, "0001000100000001 ffffffff")]
    public void What_breaks_the_rules_ends_the_connection_with_go_away(MuxerFailure expected, string hex)
    {
        using var muxer = Listener();
        Receive(muxer, Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
        Assert.Equal(expected, muxer.Failure);
        Assert.Equal(Frame(3, 0, 0, 1), muxer.Output.Span[^12..].ToArray());
    }

    [Fact]
    public void Bytes_beyond_the_window_end_the_connection_though_each_frame_is_small()
    {
        using var muxer = Listener();
        Receive(muxer, Frame(1, 1, 1, 0));
        for (var i = 0; i < 256; i++)
        {
            Receive(muxer, Frame(0, 0, 1, 1024, new byte[1024]));
            Assert.Equal(MuxerFailure.None, muxer.Failure);
        }

        Receive(muxer, Frame(0, 0, 1, 1, 1));
        Assert.Equal(MuxerFailure.WindowExceeded, muxer.Failure);
        Assert.Equal(YamuxMuxer.InitialWindow, muxer.Buffered);
    }

    [Fact]
    public void Bytes_behind_the_end_reset_the_stream()
    {
        using var muxer = Listener();
        Receive(muxer, [.. Frame(1, 1, 1, 0), .. Frame(0, 4, 1, 0)]);
        Take(muxer);
        muxer.TryNextEvent(out var opened);
        Assert.Equal(Frame(1, 8, 1, 0), After(muxer, static m => Receive(m, Frame(0, 0, 1, 1, 1))));
        Assert.Equal((StreamEnd.Violation, MuxerFailure.None), (opened.Stream.End, muxer.Failure));
    }

    [Fact]
    public void What_was_under_way_to_a_stream_that_is_gone_is_read_over()
    {
        using var muxer = Listener();
        Receive(muxer, Frame(1, 1, 1, 0));
        muxer.TryNextEvent(out var opened);
        opened.Stream.Reset();
        Take(muxer);
        Receive(muxer, [.. Frame(0, 0, 1, 3, 1, 2, 3), .. Frame(1, 0, 1, 7), .. Frame(0, 4, 1, 0), .. Frame(1, 8, 1, 0)]);
        Assert.Equal((MuxerFailure.None, 0), (muxer.Failure, muxer.Output.Count));
        Receive(muxer, Frame(0, 1, 3, 1, 5));
        muxer.TryNextEvent(out _);
        Assert.True(muxer.TryNextEvent(out var next) && next.Stream.Input.SequenceEqual(new byte[] { 5 }));
    }

    [Fact]
    public void All_streams_together_hold_no_more_than_the_bound()
    {
        using var muxer = Listener(new MuxerSettings { MaxBuffered = 300 << 10 });
        Receive(muxer, Frame(0, 1, 1, 256 << 10, new byte[256 << 10]));
        Receive(muxer, Frame(0, 1, 3, 44 << 10, new byte[44 << 10]));
        Assert.Equal(300 << 10, muxer.Buffered);
        Receive(muxer, Frame(0, 0, 3, 1, 1));
        Assert.Equal((1, 256 << 10), (muxer.Streams, muxer.Buffered));
    }

    [Fact]
    public void Streams_opened_and_reset_without_end_end_the_connection()
    {
        using var muxer = Listener(new MuxerSettings { OpenBurst = 50 });
        for (uint i = 0; i < 50; i++)
        {
            Receive(muxer, [.. Frame(1, 1, (2 * i) + 1, 0), .. Frame(1, 8, (2 * i) + 1, 0)]);
            Assert.Equal(MuxerFailure.None, muxer.Failure);
        }

        Receive(muxer, Frame(1, 1, 101, 0));
        Assert.Equal(MuxerFailure.OpenFlood, muxer.Failure);
    }

    [Fact]
    public void Pings_without_end_end_the_connection()
    {
        using var muxer = Listener(new MuxerSettings { PingsPerSecond = 10 });
        for (var i = 0; i < 100 && muxer.Failure == MuxerFailure.None; i++)
        {
            Receive(muxer, Frame(2, 1, 0, 1));
        }

        Assert.Equal((MuxerFailure.PingFlood, 21 * 12), (muxer.Failure, muxer.Output.Count));
    }

    [Fact]
    public void Answers_that_nobody_reads_end_the_connection()
    {
        var settings = new MuxerSettings { OutputLimit = 0, MaxFrame = 0, ControlLimit = 1200, MaxInboundStreams = 0, OpenBurst = 1000 };
        using var muxer = Listener(settings);
        for (uint i = 0; i < 1000 && muxer.Failure == MuxerFailure.None; i++)
        {
            Receive(muxer, Frame(1, 1, (2 * i) + 1, 0));
        }

        Assert.Equal(MuxerFailure.ControlFlood, muxer.Failure);
        Assert.True(muxer.Output.Count <= 1200 + 24);
    }

    [Fact]
    public void A_ping_is_sent_in_time_and_its_answer_awaited()
    {
        using var muxer = Listener(new MuxerSettings { KeepAlive = TimeSpan.FromSeconds(30) });
        Assert.Equal(Start.AddSeconds(1), muxer.WakeUp);
        muxer.Wake(Start.AddSeconds(0.5));
        Assert.Equal(0, muxer.Output.Count);
        Assert.Equal(Frame(2, 1, 0, 1), After(muxer, static m => m.Wake(Start.AddSeconds(1))));
        Assert.Equal(Start.AddSeconds(21), muxer.WakeUp);
        Receive(muxer, Frame(2, 2, 0, 77), Start.AddSeconds(2));
        Assert.Null(muxer.RoundTrip);
        Receive(muxer, Frame(2, 2, 0, 1), Start.AddSeconds(3));
        Assert.Equal((TimeSpan.FromSeconds(2), Start.AddSeconds(31)), (muxer.RoundTrip, muxer.WakeUp));
        Assert.Equal(Frame(2, 1, 0, 2), After(muxer, static m => m.Wake(Start.AddSeconds(31))));
        muxer.Wake(Start.AddSeconds(51));
        Assert.Equal(MuxerFailure.KeepAliveTimeout, muxer.Failure);
        Assert.Null(muxer.WakeUp);
    }

    [Fact]
    public void Nothing_is_opened_towards_a_side_that_goes_away()
    {
        using var pair = new MuxerPair(isYamux: true, new MuxerSettings(), 1);
        pair.Listener.GoAway(0);
        pair.Settle();
        Assert.Equal((0u, null), (pair.Dialer.RemoteGoAway, pair.Dialer.Open()));
        Assert.NotNull(pair.Listener.Open());
    }

    [Fact]
    public void Any_frames_leave_memory_within_its_bound() => Gen.Select(
        Gen.Int[0, 6].Select(static kind => (byte)Math.Max(0, kind - 2)),
        Gen.OneOf(Gen.Int[0, 3].Select(static bit => (ushort)(1 << bit)), Gen.UShort[0, 32]),
        Gen.OneOf(Gen.UInt[0, 12], Gen.UInt),
        Gen.OneOf(Gen.UInt[0, 40], Gen.UInt),
        Gen.Byte.Array[0, 40]).Array[0, 60].Sample(static frames =>
    {
        var settings = new MuxerSettings { MaxBuffered = 200, MaxInboundStreams = 3, OutputLimit = 100 };
        using var muxer = Listener(settings with { ControlLimit = 100, MaxFrame = 50 });
        using ByteQueue wire = new();
        foreach (var (type, flags, stream, length, body) in frames)
        {
            wire.Write(Frame(type, flags, stream, length, body));
            muxer.Receive(wire, Start);
            Assert.True(muxer.Buffered <= 200 && muxer.Streams <= 3 && muxer.Output.Count <= 290);
        }
    });

    private static YamuxMuxer Listener(MuxerSettings? settings = null) => new(isDialer: false, settings ?? new MuxerSettings(), Start);

    private static void Receive(IMuxer muxer, byte[] bytes, DateTimeOffset? now = null)
    {
        using ByteQueue wire = new();
        wire.Write(bytes);
        muxer.Receive(wire, now ?? Start);
    }

    private static ByteQueue Take(IMuxer muxer)
    {
        var taken = new ByteQueue();
        muxer.Output.MoveTo(taken);
        return taken;
    }

    private static byte[] After(IMuxer muxer, Action<IMuxer> action)
    {
        Take(muxer);
        action(muxer);
        return Take(muxer).Span.ToArray();
    }
}
