using System.Buffers.Binary;
using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.Libp2p.Wire;

namespace Consensoor.Interop.Libp2p.Muxing;

/// <content>What the other side's frames do.</content>
public sealed partial class YamuxMuxer
{
    private TokenBucket _pings;
    private ulong _highestRemote;
    private MuxedStream? _body;
    private long _bodyLeft;
    private bool _bodyEnds;

    /// <inheritdoc />
    public override void Receive(ByteQueue input, DateTimeOffset now)
    {
        _now = now;
        while (!IsOver)
        {
            if (_bodyLeft > 0)
            {
                if (input.Count == 0)
                {
                    break;
                }

                TakeBody(input);
            }
            else if (input.Count >= HeaderLength)
            {
                var header = input.Span[..HeaderLength];
                var (version, type) = (header[0], (YamuxFrame)header[1]);
                var flags = (YamuxFlags)BinaryPrimitives.ReadUInt16BigEndian(header[2..]);
                var wireId = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
                var length = BinaryPrimitives.ReadUInt32BigEndian(header[8..]);
                input.Consume(HeaderLength);
                Take(version, type, flags, wireId, length);
            }
            else
            {
                break;
            }
        }
    }

    private void Take(byte version, YamuxFrame type, YamuxFlags flags, uint wireId, uint length)
    {
        if (version != 0 || type > YamuxFrame.GoAway || (flags & ~YamuxFlags.All) != 0)
        {
            Fail(MuxerFailure.MalformedHeader);
        }
        else if (type == YamuxFrame.Ping)
        {
            TakePing(flags, length);
        }
        else if (type == YamuxFrame.GoAway)
        {
            RemoteGoAway ??= length;
        }
        else
        {
            TakeStreamFrame(type, flags, wireId, length);
        }
    }

    private void TakePing(YamuxFlags flags, uint value)
    {
        if (flags.HasFlag(YamuxFlags.Ack))
        {
            _keepAlive.Answered(value, _now);
        }
        else if (!_pings.TryTake(_now))
        {
            Fail(MuxerFailure.PingFlood);
        }
        else
        {
            Frame(YamuxFrame.Ping, YamuxFlags.Ack, 0, value);
            CheckControl();
        }
    }

    private void TakeStreamFrame(YamuxFrame type, YamuxFlags flags, uint wireId, uint length)
    {
        var stream = Find(wireId);
        if (flags.HasFlag(YamuxFlags.Syn))
        {
            if (wireId == 0 || IsOwn(wireId))
            {
                Fail(MuxerFailure.WrongParity);
                return;
            }

            if (wireId <= _highestRemote)
            {
                Fail(MuxerFailure.StreamReused);
                return;
            }

            _highestRemote = wireId;
            stream = Accept(wireId, _now);
            if (stream is not null)
            {
                Begin(stream);
                Frame(YamuxFrame.WindowUpdate, YamuxFlags.Ack, wireId, 0);
                CheckControl();
            }
        }
        else if (stream is null && (wireId == 0 || (IsOwn(wireId) ? wireId >= (ulong)_nextWireId : wireId > _highestRemote)))
        {
            Fail(MuxerFailure.UnknownStream);
        }

        if (IsOver)
        {
            return;
        }

        if (flags.HasFlag(YamuxFlags.Rst) && stream is not null)
        {
            Finish(stream, StreamEnd.ResetByPeer);
            stream = null;
        }

        if (type == YamuxFrame.WindowUpdate)
        {
            TakeWindow(stream, length);
        }
        else if (length > (stream?.ReceiveWindow ?? Settings.MaxWindow))
        {
            // A stream that is gone may get what was under way, never more than a window.
            Fail(MuxerFailure.WindowExceeded);
            return;
        }
        else
        {
            (_body, _bodyLeft, _bodyEnds) = (stream, length, flags.HasFlag(YamuxFlags.Fin));
        }

        if (flags.HasFlag(YamuxFlags.Fin) && stream is not null && _bodyLeft == 0)
        {
            EndInput(stream);
        }
    }

    private void TakeWindow(MuxedStream? stream, uint increment)
    {
        if (stream is null || increment == 0)
        {
            return;
        }

        stream.SendWindow += increment;
        if (stream.SendWindow > uint.MaxValue)
        {
            Fail(MuxerFailure.WindowOverflow);
        }
        else if (stream.Pending.Count > 0)
        {
            TakeTurn(stream);
            Pump();
        }
    }

    private void TakeBody(ByteQueue input)
    {
        var count = (int)Math.Min(_bodyLeft, input.Count);
        _bodyLeft -= count;
        if (_body is { End: null } stream)
        {
            stream.ReceiveWindow -= count;
            Deliver(stream, input.Span[..count], int.MaxValue);
            if (_bodyLeft == 0 && _bodyEnds && stream.End is null)
            {
                EndInput(stream);
            }
        }

        input.Consume(count);
        _body = _bodyLeft == 0 ? null : _body;
    }

    private bool IsOwn(ulong wireId) => wireId % 2 == (_isDialer ? 1u : 0u);
}
