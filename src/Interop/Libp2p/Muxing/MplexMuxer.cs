using System.Text;
using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.Libp2p.Wire;

namespace Consensoor.Interop.Libp2p.Muxing;

/// <summary>
/// mplex (`libp2p/specs mplex`). A stream has no window: one whose session does not take what comes holds up the connection for some time,
/// and is reset then. Frames of streams that are gone are read over.
/// </summary>
public sealed class MplexMuxer(MuxerSettings settings) : Muxer(settings)
{
    /// <summary>The most bytes of a frame.</summary>
    public const int MaxFrameLength = 1 << 20;

    // The name of a stream is for people to read.
    private const int MaxNameLength = 1024;

    private const ulong InboundMark = 1ul << 63;

    private ulong _nextWireId;
    private MuxedStream? _body;
    private int _bodyLeft;
    private FairDeadline _hold;

    /// <inheritdoc />
    public override bool IsHeld => !IsOver && _bodyLeft > 0 && _body is { End: null, IsInputEnded: false } stream && RoomOf(stream) <= 0;

    /// <inheritdoc />
    public override DateTimeOffset? WakeUp => IsHeld ? _hold.At : null;

    /// <inheritdoc />
    public override void Receive(ByteQueue input, DateTimeOffset now)
    {
        while (!IsOver && !IsHeld && input.Count > 0)
        {
            _hold.Stop();
            if (_bodyLeft > 0)
            {
                TakeBody(input);
            }
            else if (!TryHeader(input, now))
            {
                break;
            }
        }

        // Also where nothing has come behind what filled the stream: the rest of its frame is held, and the link with it.
        if (IsHeld)
        {
            _hold.BeginOnce(now, Settings.HoldTimeout);
        }
        else
        {
            _hold.Stop();
        }
    }

    /// <inheritdoc />
    public override void Wake(DateTimeOffset now)
    {
        if (IsHeld && _hold.IsOver(now))
        {
            Reset(_body!, StreamEnd.TooSlow);
        }
    }

    private protected override ulong? NextWireId() => _nextWireId++;

    private protected override void SendOpen(MuxedStream stream)
    {
        var name = Encoding.ASCII.GetBytes(stream.WireId.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Frame(MplexFrame.NewStream, stream.WireId, name);
    }

    private protected override int SendData(MuxedStream stream, ReadOnlySpan<byte> bytes)
    {
        Frame(Kind(MplexFrame.MessageReceiver, stream.IsInbound), stream.WireId, bytes);
        return bytes.Length;
    }

    private protected override void SendEnd(MuxedStream stream) =>
        Frame(Kind(MplexFrame.CloseReceiver, stream.IsInbound), stream.WireId, []);

    private protected override void SendReset(ulong wireId, bool isInbound) =>
        Frame(Kind(MplexFrame.ResetReceiver, isInbound), wireId, []);

    private static MplexFrame Kind(MplexFrame ofReceiver, bool isInbound) => isInbound ? ofReceiver : ofReceiver + 1;

    private bool TryHeader(ByteQueue input, DateTimeOffset now)
    {
        var status = Varint.TryRead(input.Span, out var header, out var first);
        ulong length = 0;
        var second = 0;
        if (status == VarintStatus.Read)
        {
            status = Varint.TryRead(input.Span[first..], out length, out second);
        }

        if (status == VarintStatus.Incomplete)
        {
            return false;
        }

        var kind = (MplexFrame)(header & 7);
        if (status == VarintStatus.Malformed || kind > MplexFrame.ResetInitiator)
        {
            Fail(MuxerFailure.MalformedHeader);
            return false;
        }

        if (length > (kind == MplexFrame.NewStream ? MaxNameLength : (ulong)MaxFrameLength))
        {
            Fail(MuxerFailure.FrameTooLong);
            return false;
        }

        input.Consume(first + second);
        _bodyLeft = (int)length;
        _body = null;
        Take(kind, header >> 3, now);
        return true;
    }

    private void Take(MplexFrame kind, ulong number, DateTimeOffset now)
    {
        // The other side's numbers and the own are apart: frames of an initiator are of streams that it opened.
        var isInbound = kind is MplexFrame.NewStream or MplexFrame.MessageInitiator or MplexFrame.CloseInitiator
            or MplexFrame.ResetInitiator;
        var wireId = isInbound ? number | InboundMark : number;
        var stream = Find(wireId);
        if (kind == MplexFrame.NewStream)
        {
            if (stream is not null)
            {
                Fail(MuxerFailure.StreamReused);
                return;
            }

            Accept(wireId, now);
        }
        else if (stream is null)
        {
            // Gone, or never opened: both cost nothing.
            return;
        }
        else if (kind is MplexFrame.MessageInitiator or MplexFrame.MessageReceiver)
        {
            _body = stream;
        }
        else if (kind is MplexFrame.CloseInitiator or MplexFrame.CloseReceiver)
        {
            EndInput(stream);
        }
        else
        {
            Finish(stream, StreamEnd.ResetByPeer);
        }
    }

    private void TakeBody(ByteQueue input)
    {
        var count = Math.Min(_bodyLeft, input.Count);
        if (_body is { End: null } stream)
        {
            count = stream.IsInputEnded ? count : (int)Math.Min(count, RoomOf(stream));
            Deliver(stream, input.Span[..count], Settings.MaxStreamBuffered);
        }

        _bodyLeft -= count;
        input.Consume(count);
    }

    // Of the connection's bound a stream may not wait for others: Deliver resets the one that exceeds it.
    private long RoomOf(MuxedStream stream) => Settings.MaxStreamBuffered - stream.Received.Count;

    private void Frame(MplexFrame kind, ulong wireId, ReadOnlySpan<byte> body)
    {
        Span<byte> header = stackalloc byte[2 * Varint.MaxLength];
        var length = Varint.Write(header, ((wireId & ~InboundMark) << 3) | (ulong)kind);
        length += Varint.Write(header[length..], (ulong)body.Length);
        Output.Write(header[..length]);
        Output.Write(body);
    }
}
