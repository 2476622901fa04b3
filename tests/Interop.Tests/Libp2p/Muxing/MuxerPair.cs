using Consensoor.Interop.Libp2p.Muxing;
using Consensoor.Interop.Libp2p.Quic;
using Consensoor.Interop.Libp2p.Wire;
using Consensoor.Interop.Tests.Libp2p.Quic;

namespace Consensoor.Interop.Tests.Libp2p.Muxing;

/// <summary>Two muxers and the wire between them, whose bytes arrive in pieces as a seed cuts them.</summary>
internal sealed class MuxerPair : IDisposable
{
    private readonly ByteQueue _toListener = new();
    private readonly ByteQueue _toDialer = new();
    private readonly Random _random;
    private readonly (RecordRelay ToListener, RecordRelay ToDialer)? _relays;

    public MuxerPair(bool isYamux, MuxerSettings settings, int seed)
    {
        var context = new MuxerContext(settings, Now);
        _random = new Random(seed);
        Dialer = isYamux ? new YamuxProtocol().Dial(context) : new MplexProtocol().Dial(context);
        Listener = isYamux ? new YamuxProtocol().Listen(context) : new MplexProtocol().Listen(context);
    }

    /// <summary>Muxers of QUIC, and between them what connections of QUIC do with their records.</summary>
    public MuxerPair(MuxerSettings settings, int seed)
    {
        _random = new Random(seed);
        _relays = RecordRelay.Pair();
        (Dialer, Listener) = (new QuicMuxer(settings), new QuicMuxer(settings));
    }

    public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

    public IMuxer Dialer { get; }

    public IMuxer Listener { get; }

    public IMuxer Side(bool isDialer) => isDialer ? Dialer : Listener;

    /// <summary>Moves some bytes either way; false where none were left.</summary>
    public bool Step()
    {
        var moved = Carry(Dialer, _toListener, _relays?.ToListener, Listener) + Carry(Listener, _toDialer, _relays?.ToDialer, Dialer);
        return moved > 0;
    }

    public void Settle()
    {
        while (Step())
        {
        }
    }

    public void Dispose()
    {
        Dialer.Dispose();
        Listener.Dispose();
    }

    private int Carry(IMuxer from, ByteQueue wire, RecordRelay? relay, IMuxer to)
    {
        var size = _random.Next(3) == 0 ? _random.Next(1, 20) : _random.Next(1, 100_000);
        var moved = from.Output.MoveTo(wire, size);
        from.Pump();
        to.Receive(relay?.Relay(wire) ?? wire, Now);
        return moved;
    }
}
