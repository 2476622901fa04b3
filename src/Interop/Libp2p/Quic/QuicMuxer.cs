using Consensoor.Interop.Libp2p.Muxing;
using Consensoor.Interop.Libp2p.Wire;

namespace Consensoor.Interop.Libp2p.Quic;

/// <summary>
/// The streams of a QUIC connection, behind the interface of a muxer: QUIC divides the connection, and records say what happens on its
/// streams. Bounds and turns are those of every muxer. The own streams have even numbers here, those of the other side odd ones.
/// </summary>
public sealed partial class QuicMuxer(MuxerSettings settings) : Muxer(settings)
{
    private uint _nextWireId;
    private uint _highestRemote;
    private MuxedStream? _body;
    private int _bodyLeft;

    /// <inheritdoc />
    public override void Receive(ByteQueue input, DateTimeOffset now)
    {
        while (!IsOver && input.Count > 0)
        {
            if (_bodyLeft > 0)
            {
                TakeBody(input);
            }
            else if (input.Count < QuicRecords.HeadLength)
            {
                break;
            }
            else if (QuicRecords.TryRead(input.Span, out var kind, out var stream, out var number))
            {
                input.Consume(QuicRecords.HeadLength);
                Take(kind, stream, number, now);
            }
            else
            {
                Fail(MuxerFailure.MalformedHeader);
            }
        }
    }

    private protected override ulong? NextWireId()
    {
        if (_nextWireId == uint.MaxValue - 1)
        {
            return null;
        }

        _nextWireId += 2;
        return _nextWireId;
    }

    private protected override void SendOpen(MuxedStream stream)
    {
        Begin(stream);
        Write(QuicRecord.Open, stream.WireId, 0);
    }

    private protected override int SendData(MuxedStream stream, ReadOnlySpan<byte> bytes)
    {
        Write(QuicRecord.Data, stream.WireId, bytes.Length);
        Output.Write(bytes);
        stream.SendWindow -= bytes.Length;
        return bytes.Length;
    }

    private protected override void SendEnd(MuxedStream stream) => Write(QuicRecord.End, stream.WireId, 0);

    private protected override void SendReset(ulong wireId, bool isInbound)
    {
        Write(QuicRecord.Reset, wireId, 0);
        _resting[(uint)wireId] = (default, true);
    }

    private protected override long Allowance(MuxedStream stream) => stream.SendWindow;

    private protected override void Consumed(MuxedStream stream, int count)
    {
        stream.Returned += count;
        if (!stream.IsInputEnded && stream.Returned >= QuicRecords.Window / 2)
        {
            Write(QuicRecord.Room, stream.WireId, (int)stream.Returned);
            stream.ReceiveWindow += stream.Returned;
            stream.Returned = 0;
        }
    }

    private static void Begin(MuxedStream stream) => stream.SendWindow = stream.ReceiveWindow = QuicRecords.Window;

    private void Write(QuicRecord kind, ulong stream, int number) => QuicRecords.Write(Output, kind, (uint)stream, number);

    private void Take(QuicRecord kind, uint wireId, int number, DateTimeOffset now)
    {
        if (kind == QuicRecord.Open)
        {
            Opened(wireId, now);
            return;
        }

        var stream = Find(wireId);
        switch (kind)
        {
            case QuicRecord.Data when number > (stream?.ReceiveWindow ?? QuicRecords.Window):
                Fail(MuxerFailure.WindowExceeded);
                break;
            case QuicRecord.Data:
                // Of a stream that is gone what was under way is read over.
                (_body, _bodyLeft) = (stream, number);
                break;
            case QuicRecord.End when stream is not null:
                EndInput(stream);
                break;
            case QuicRecord.Over:
                Over(wireId, stream);
                break;
            case QuicRecord.Reset when stream is not null:
                Finish(stream, Protocols.StreamEnd.ResetByPeer);
                break;
            case QuicRecord.Room when stream is not null:
                GiveRoom(stream, number);
                break;
        }
    }

    private void Opened(uint wireId, DateTimeOffset now)
    {
        if (wireId % 2 == 0 || wireId <= _highestRemote)
        {
            Fail(wireId % 2 == 0 ? MuxerFailure.WrongParity : MuxerFailure.StreamReused);
            return;
        }

        _highestRemote = wireId;
        if (Accept(wireId, now) is { } stream)
        {
            Begin(stream);
        }
    }

    private void GiveRoom(MuxedStream stream, int count)
    {
        stream.SendWindow += count;
        if (stream.SendWindow > QuicRecords.Window)
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
        var count = Math.Min(_bodyLeft, input.Count);
        _bodyLeft -= count;
        if (_body is { End: null } stream)
        {
            stream.ReceiveWindow -= count;
            Deliver(stream, input.Span[..count], int.MaxValue);
        }

        input.Consume(count);
        _body = _bodyLeft == 0 ? null : _body;
    }
}
