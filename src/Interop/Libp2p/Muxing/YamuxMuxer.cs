using System.Buffers.Binary;
using Consensoor.Interop.Libp2p.Wire;

namespace Consensoor.Interop.Libp2p.Muxing;

/// <summary>
/// Yamux (`libp2p/specs yamux`): a window for each stream, of 256 KiB at first, which grows while its bytes are consumed within a few round
/// trips and the connection's bound lets it. What breaks the rules of the connection ends it with go-away 1; what breaks those of a stream
/// resets the stream.
/// </summary>
public sealed partial class YamuxMuxer : Muxer
{
    /// <summary>The window that every stream begins with, both ways, in bytes.</summary>
    public const int InitialWindow = 256 << 10;

    private const int HeaderLength = 12;
    private const uint ProtocolError = 1;
    private const int GrowthRoundTrips = 4;

    private readonly bool _isDialer;
    private readonly YamuxKeepAlive _keepAlive;
    private long _nextWireId;
    private long _granted;
    private DateTimeOffset _now;

    /// <summary>One side of a connection that began at <paramref name="now"/>; the side that connected gives odd numbers.</summary>
    public YamuxMuxer(bool isDialer, MuxerSettings settings, DateTimeOffset now)
        : base(settings)
    {
        (_isDialer, _nextWireId, _now) = (isDialer, isDialer ? 1 : 2, now);
        _keepAlive = new YamuxKeepAlive(settings, now);
        _pings = new TokenBucket(settings.PingsPerSecond, 2 * settings.PingsPerSecond);
    }

    /// <inheritdoc />
    public override TimeSpan? RoundTrip => _keepAlive.RoundTrip;

    /// <inheritdoc />
    public override DateTimeOffset? WakeUp => IsOver ? null : _keepAlive.WakeUp;

    /// <inheritdoc />
    public override void Wake(DateTimeOffset now)
    {
        _now = now;
        if (IsOver)
        {
            return;
        }

        if (_keepAlive.IsLate(now))
        {
            Fail(MuxerFailure.KeepAliveTimeout);
        }
        else if (_keepAlive.Due(now) is { } value)
        {
            Frame(YamuxFrame.Ping, YamuxFlags.Syn, 0, value);
        }
    }

    /// <inheritdoc />
    public override void GoAway(uint reason)
    {
        if (!IsOver)
        {
            Frame(YamuxFrame.GoAway, YamuxFlags.None, 0, reason);
        }
    }

    private protected override ulong? NextWireId()
    {
        if (_nextWireId > uint.MaxValue)
        {
            return null;
        }

        _nextWireId += 2;
        return (ulong)(_nextWireId - 2);
    }

    private protected override void SendOpen(MuxedStream stream)
    {
        Begin(stream);
        Frame(YamuxFrame.WindowUpdate, YamuxFlags.Syn, stream.WireId, 0);
    }

    private protected override int SendData(MuxedStream stream, ReadOnlySpan<byte> bytes)
    {
        Frame(YamuxFrame.Data, YamuxFlags.None, stream.WireId, (uint)bytes.Length);
        Output.Write(bytes);
        stream.SendWindow -= bytes.Length;
        return bytes.Length;
    }

    private protected override void SendEnd(MuxedStream stream) => Frame(YamuxFrame.Data, YamuxFlags.Fin, stream.WireId, 0);

    private protected override void SendReset(ulong wireId, bool isInbound) =>
        Frame(YamuxFrame.WindowUpdate, YamuxFlags.Rst, wireId, 0);

    private protected override long Allowance(MuxedStream stream) => stream.SendWindow;

    private protected override void Failed(MuxerFailure failure) =>
        Frame(YamuxFrame.GoAway, YamuxFlags.None, 0, failure == MuxerFailure.KeepAliveTimeout ? 0 : ProtocolError);

    private protected override void Gone(MuxedStream stream) => _granted -= stream.WindowSize - InitialWindow;

    private protected override void Consumed(MuxedStream stream, int count)
    {
        stream.Returned += count;
        if (stream.IsInputEnded || stream.Returned < stream.WindowSize / 2)
        {
            return;
        }

        var growth = Growth(stream);
        stream.WindowSize += growth;
        _granted += growth;
        stream.ReceiveWindow += stream.Returned + growth;
        Frame(YamuxFrame.WindowUpdate, YamuxFlags.None, stream.WireId, (uint)(stream.Returned + growth));
        (stream.Returned, stream.WindowSince) = (0, _now);
        CheckControl();
    }

    // A window that is used up within a few round trips holds the sender up: it is doubled, as long as all windows together stay within
    // what the connection may hold.
    private long Growth(MuxedStream stream)
    {
        if (RoundTrip is not { } roundTrip || _now - stream.WindowSince > GrowthRoundTrips * roundTrip)
        {
            return 0;
        }

        var growth = Math.Min(stream.WindowSize, Settings.MaxWindow - stream.WindowSize);
        return growth > 0 && _granted + growth <= Settings.MaxBuffered / 2 ? growth : 0;
    }

    private void Begin(MuxedStream stream)
    {
        stream.SendWindow = stream.ReceiveWindow = stream.WindowSize = InitialWindow;
        stream.WindowSince = _now;
    }

    private void Frame(YamuxFrame type, YamuxFlags flags, ulong wireId, uint length)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        header[0] = 0;
        header[1] = (byte)type;
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)flags);
        BinaryPrimitives.WriteUInt32BigEndian(header[4..], (uint)wireId);
        BinaryPrimitives.WriteUInt32BigEndian(header[8..], length);
        Output.Write(header);
    }
}
