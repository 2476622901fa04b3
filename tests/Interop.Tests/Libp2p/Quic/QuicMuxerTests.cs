using Consensoor.Interop.Libp2p.Muxing;
using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.Libp2p.Quic;
using Consensoor.Interop.Libp2p.Wire;
using Consensoor.Interop.Tests.Libp2p.Muxing;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Libp2p.Quic;

public class QuicMuxerTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    [Fact]
    public void A_stream_holds_a_window_and_no_more_until_the_other_side_consumes()
    {
        using var pair = new MuxerPair(new MuxerSettings(), 1);
        var stream = pair.Dialer.Open()!;
        var (sent, data) = (0, new byte[4 << 20]);
        for (var count = 1; count > 0;)
        {
            count = stream.Write(data.AsSpan(sent));
            sent += count;
            pair.Settle();
        }

        var received = Opened(pair.Listener);
        Assert.Equal(QuicRecords.Window, received.Input.Length);
        Assert.Equal(QuicRecords.Window + new MuxerSettings().SendBuffer, sent);
        received.Consume(QuicRecords.Window / 2);
        pair.Settle();
        Assert.Equal(QuicRecords.Window, received.Input.Length);
    }

    [Fact]
    public void What_breaks_the_rules_ends_the_connection_with_its_rule()
    {
        Assert.Equal(MuxerFailure.MalformedHeader, After(Record(6, 1, 0)));
        Assert.Equal(MuxerFailure.MalformedHeader, After(Record(QuicRecord.Data, 1, -1)));
        Assert.Equal(MuxerFailure.WrongParity, After(Record(QuicRecord.Open, 2, 0)));
        Assert.Equal(MuxerFailure.StreamReused, After(Record(QuicRecord.Open, 3, 0), Record(QuicRecord.Open, 1, 0)));
        Assert.Equal(MuxerFailure.WindowExceeded, After(Record(QuicRecord.Open, 1, 0), Record(QuicRecord.Data, 1, QuicRecords.Window + 1)));
        Assert.Equal(MuxerFailure.WindowOverflow, After(Record(QuicRecord.Open, 1, 0), Record(QuicRecord.Room, 1, 1)));
        Assert.Equal(MuxerFailure.None, After(
            Record(QuicRecord.End, 7, 0), Record(QuicRecord.Reset, 7, 0), Record(QuicRecord.Room, 7, 9), Record(QuicRecord.Over, 7, 0)));
    }

    [Fact]
    public void A_flood_of_streams_ends_the_connection_and_one_beyond_the_limit_is_reset()
    {
        using var muxer = new QuicMuxer(new MuxerSettings { MaxInboundStreams = 2, OpenBurst = 4, OpensPerSecond = 1 });
        using var input = new ByteQueue();
        for (uint stream = 1; stream < 9; stream += 2)
        {
            Write(input, Record(QuicRecord.Open, stream, 0));
        }

        muxer.Receive(input, Now);
        Assert.Equal((MuxerFailure.None, 2), (muxer.Failure, muxer.Streams));
        Assert.True(QuicRecords.TryRead(muxer.Output.Span, out var kind, out var reset, out _));
        Assert.Equal((QuicRecord.Reset, 5u), (kind, reset));
        Write(input, Record(QuicRecord.Open, 9, 0));
        muxer.Receive(input, Now);
        Assert.Equal(MuxerFailure.OpenFlood, muxer.Failure);
    }

    [Fact]
    public void Bytes_of_any_kind_never_throw() => Gen.Byte.Array[0, 400].Sample(static bytes =>
    {
        using var muxer = new QuicMuxer(new MuxerSettings());
        using var input = new ByteQueue();
        muxer.Open();
        Write(input, Record(QuicRecord.Open, 1, 0));
        Write(input, bytes);
        muxer.Receive(input, Now);
        Assert.True(input.Count < QuicRecords.HeadLength || muxer.Failure != MuxerFailure.None);
    });

    [Fact]
    public void A_reset_says_who_did_it()
    {
        using var pair = new MuxerPair(new MuxerSettings(), 1);
        var stream = pair.Dialer.Open()!;
        pair.Settle();
        var received = Opened(pair.Listener);
        stream.Reset();
        pair.Settle();
        Assert.Equal((StreamEnd.ResetHere, StreamEnd.ResetByPeer), (stream.End, received.End));
    }

    [Fact]
    public void What_waits_below_on_a_stream_that_is_over_has_its_time_and_then_the_connection_has()
    {
        var settings = new MuxerSettings();
        using var muxer = new QuicMuxer(settings);
        using var input = new ByteQueue();
        Finish(muxer, input, 1);
        Finish(muxer, input, 3);
        muxer.Output.Dispose();
        muxer.Wake(Now);
        Assert.Equal(Now + settings.RestTimeout, muxer.WakeUp);

        // Of the second nothing is left in time.
        Write(input, Record(QuicRecord.Over, 3, 0));
        muxer.Receive(input, Now);
        var late = Now + settings.RestTimeout;
        muxer.Wake(late - TimeSpan.FromTicks(1));
        Assert.Equal(0, muxer.Output.Count);
        muxer.Wake(late);
        Assert.Equal(Record(QuicRecord.Reset, 1, 0), muxer.Output.Span.ToArray());
        Assert.Equal(late + settings.RestTimeout, muxer.WakeUp);
        muxer.Wake(late + settings.RestTimeout);
        Assert.Equal(MuxerFailure.StreamStays, muxer.Failure);
    }

    [Fact]
    public void What_waits_below_has_its_time_once_more_where_this_side_stood_still()
    {
        var settings = new MuxerSettings();
        using var muxer = new QuicMuxer(settings);
        using var input = new ByteQueue();
        Finish(muxer, input, 1);
        muxer.Output.Dispose();
        muxer.Wake(Now);
        var late = Now + TimeSpan.FromHours(1);
        muxer.Wake(late);
        Assert.Equal((0, late + settings.RestTimeout), (muxer.Output.Count, muxer.WakeUp));
        muxer.Wake(late + settings.RestTimeout);
        Assert.Equal(Record(QuicRecord.Reset, 1, 0), muxer.Output.Span.ToArray());
        var later = late + TimeSpan.FromHours(1);
        muxer.Wake(later);
        Assert.Equal(MuxerFailure.None, muxer.Failure);
        muxer.Wake(later + settings.RestTimeout);
        Assert.Equal(MuxerFailure.StreamStays, muxer.Failure);
    }

    [Fact]
    public void A_stream_that_goes_once_it_is_aborted_costs_nothing_more()
    {
        var settings = new MuxerSettings();
        using var muxer = new QuicMuxer(settings);
        using var input = new ByteQueue();
        Finish(muxer, input, 1);
        var aborted = muxer.Open()!;
        aborted.Reset();
        muxer.Wake(Now);
        muxer.Wake(Now + settings.RestTimeout - TimeSpan.FromTicks(1));
        Write(input, [.. Record(QuicRecord.Over, 1, 0), .. Record(QuicRecord.Over, 2, 0)]);
        muxer.Receive(input, Now);
        Assert.Null(muxer.WakeUp);
        muxer.Wake(Now + (3 * settings.RestTimeout));
        Assert.Equal((MuxerFailure.None, 0), (muxer.Failure, muxer.Streams));
    }

    private static void Finish(QuicMuxer muxer, ByteQueue input, uint wireId)
    {
        Write(input, Record(QuicRecord.Open, wireId, 0));
        muxer.Receive(input, Now);
        var stream = Opened(muxer);
        stream.Write(new byte[9]);
        stream.EndOutput();
        Write(input, Record(QuicRecord.End, wireId, 0));
        muxer.Receive(input, Now);
        Assert.Equal(StreamEnd.Finished, stream.End);
        while (muxer.TryNextEvent(out _))
        {
        }
    }

    private static MuxedStream Opened(IMuxer muxer)
    {
        Assert.True(muxer.TryNextEvent(out var happened));
        Assert.Equal(MuxerEventKind.Opened, happened.Kind);
        return happened.Stream;
    }

    private static MuxerFailure After(params byte[][] records)
    {
        using var muxer = new QuicMuxer(new MuxerSettings());
        using var input = new ByteQueue();
        foreach (var record in records)
        {
            Write(input, record);
        }

        muxer.Receive(input, Now);
        return muxer.Failure;
    }

    private static byte[] Record(QuicRecord kind, uint stream, int number)
    {
        using var record = new ByteQueue();
        QuicRecords.Write(record, kind, stream, number);
        return record.Span.ToArray();
    }

    private static byte[] Record(byte kind, uint stream, int number) => Record((QuicRecord)kind, stream, number);

    private static void Write(ByteQueue input, byte[] bytes) => input.Write(bytes);
}
