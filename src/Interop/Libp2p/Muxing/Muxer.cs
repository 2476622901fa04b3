using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.Libp2p.Wire;

namespace Consensoor.Interop.Libp2p.Muxing;

/// <summary>
/// What muxers have in common: the table of streams, what waits to be sent and whose turn it is, events, and the bounds. Frames are the
/// business of those that derive from it.
/// </summary>
public abstract partial class Muxer : IMuxer
{
    private readonly Dictionary<ulong, MuxedStream> _streams = [];
    private readonly Queue<MuxerEvent> _events = new();
    private TokenBucket _opens;
    private int _inbound;
    private int _outbound;
    private long _buffered;

    private protected Muxer(MuxerSettings settings)
    {
        Settings = settings;
        _opens = new TokenBucket(settings.OpensPerSecond, settings.OpenBurst);
    }

    /// <inheritdoc />
    public MuxerFailure Failure { get; private set; }

    /// <inheritdoc />
    public ByteQueue Output { get; } = new();

    /// <inheritdoc />
    public int Streams => _streams.Count;

    /// <inheritdoc />
    public uint? RemoteGoAway { get; private protected set; }

    /// <inheritdoc />
    public virtual TimeSpan? RoundTrip => null;

    /// <inheritdoc />
    public virtual DateTimeOffset? WakeUp => null;

    /// <inheritdoc />
    public virtual bool IsHeld => false;

    internal MuxerSettings Settings { get; }

    /// <summary>Received bytes of all streams that wait.</summary>
    internal long Buffered => _buffered;

    private protected bool IsOver => Failure != MuxerFailure.None;

    /// <inheritdoc />
    public abstract void Receive(ByteQueue input, DateTimeOffset now);

    /// <inheritdoc />
    public virtual void Wake(DateTimeOffset now)
    {
    }

    /// <inheritdoc />
    public virtual void GoAway(uint reason)
    {
    }

    /// <inheritdoc />
    public MuxedStream? Open()
    {
        if (IsOver || RemoteGoAway is not null || _outbound >= Settings.MaxOutboundStreams || NextWireId() is not { } wireId)
        {
            return null;
        }

        var stream = new MuxedStream(this, wireId, isInbound: false);
        _streams.Add(wireId, stream);
        _outbound++;
        SendOpen(stream);
        return stream;
    }

    /// <inheritdoc />
    public bool TryNextEvent(out MuxerEvent next)
    {
        if (!_events.TryDequeue(out next))
        {
            return false;
        }

        if (next.Kind == MuxerEventKind.Readable)
        {
            next.Stream.IsReadableQueued = false;
        }

        return true;
    }

    /// <summary>Gives all memory back; streams that live end with the connection.</summary>
    public void Dispose()
    {
        foreach (var stream in _streams.Values.ToArray())
        {
            Finish(stream, StreamEnd.ConnectionClosed);
        }

        Output.Dispose();
    }

    internal void Consume(MuxedStream stream, int count)
    {
        if (stream.End is not null)
        {
            return;
        }

        stream.Received.Consume(count);
        _buffered -= count;
        if (!IsOver)
        {
            Consumed(stream, count);
            FinishIfDone(stream);
        }
    }

    internal void Reset(MuxedStream stream, StreamEnd reason)
    {
        if (stream.End is null && !IsOver)
        {
            SendReset(stream.WireId, stream.IsInbound);
            Finish(stream, reason);
            CheckControl();
        }
    }

    /// <summary>Writes the frame that opens a stream, if the muxer has one.</summary>
    private protected abstract void SendOpen(MuxedStream stream);

    /// <summary>Writes one frame of data, at most what is allowed, and says how many bytes it holds.</summary>
    private protected abstract int SendData(MuxedStream stream, ReadOnlySpan<byte> bytes);

    /// <summary>Writes the end of the own half.</summary>
    private protected abstract void SendEnd(MuxedStream stream);

    /// <summary>Writes a reset.</summary>
    private protected abstract void SendReset(ulong wireId, bool isInbound);

    /// <summary>The number of the next stream that this side opens; null where they are used up.</summary>
    private protected abstract ulong? NextWireId();

    /// <summary>Bytes of a stream that the other side takes now.</summary>
    private protected virtual long Allowance(MuxedStream stream) => long.MaxValue;

    /// <summary>Hears that bytes were consumed.</summary>
    private protected virtual void Consumed(MuxedStream stream, int count)
    {
    }

    /// <summary>Hears that the other side is told of a failure.</summary>
    private protected virtual void Failed(MuxerFailure failure)
    {
    }

    private protected MuxedStream? Find(ulong wireId) => _streams.GetValueOrDefault(wireId);

    /// <summary>Takes a stream that the other side opened; null, and a reset, at the limit; null and a failure in a flood.</summary>
    private protected MuxedStream? Accept(ulong wireId, DateTimeOffset now)
    {
        if (!_opens.TryTake(now))
        {
            Fail(MuxerFailure.OpenFlood);
            return null;
        }

        if (_inbound >= Settings.MaxInboundStreams)
        {
            SendReset(wireId, isInbound: true);
            CheckControl();
            return null;
        }

        var stream = new MuxedStream(this, wireId, isInbound: true);
        _streams.Add(wireId, stream);
        _inbound++;
        _events.Enqueue(new MuxerEvent(MuxerEventKind.Opened, stream));
        return stream;
    }

    /// <summary>Gives bytes to a stream; one that has too much is reset.</summary>
    private protected void Deliver(MuxedStream stream, ReadOnlySpan<byte> bytes, int limit)
    {
        if (stream.IsInputEnded)
        {
            Reset(stream, StreamEnd.Violation);
        }
        else if (stream.Received.Count + (long)bytes.Length > limit || _buffered + bytes.Length > Settings.MaxBuffered)
        {
            Reset(stream, StreamEnd.TooSlow);
        }
        else
        {
            stream.Received.Write(bytes);
            _buffered += bytes.Length;
            Readable(stream);
        }
    }

    private protected void EndInput(MuxedStream stream)
    {
        if (!stream.IsInputEnded)
        {
            stream.IsInputEnded = true;
            Readable(stream);
            FinishIfDone(stream);
        }
    }

    private protected void Finish(MuxedStream stream, StreamEnd end)
    {
        if (stream.End is not null)
        {
            return;
        }

        stream.End = end;
        _streams.Remove(stream.WireId);
        _inbound -= stream.IsInbound ? 1 : 0;
        _outbound -= stream.IsInbound ? 0 : 1;
        _buffered -= stream.Received.Count;
        stream.Received.Dispose();
        stream.Pending.Dispose();
        Gone(stream);
        _events.Enqueue(new MuxerEvent(MuxerEventKind.Ended, stream));
    }

    /// <summary>Hears that a stream is gone.</summary>
    private protected virtual void Gone(MuxedStream stream)
    {
    }

    private protected void Fail(MuxerFailure failure)
    {
        if (!IsOver)
        {
            Failed(failure);
            Failure = failure;
        }
    }

    /// <summary>Gives up where answers pile up that nobody reads.</summary>
    private protected void CheckControl()
    {
        if (Output.Count > Settings.OutputLimit + Settings.MaxFrame + Settings.ControlLimit)
        {
            Fail(MuxerFailure.ControlFlood);
        }
    }

    private void Readable(MuxedStream stream)
    {
        if (!stream.IsReadableQueued)
        {
            stream.IsReadableQueued = true;
            _events.Enqueue(new MuxerEvent(MuxerEventKind.Readable, stream));
        }
    }

    private void FinishIfDone(MuxedStream stream)
    {
        if (stream is { IsInputEnded: true, IsEndSent: true, Received.Count: 0 })
        {
            Finish(stream, StreamEnd.Finished);
        }
    }
}
