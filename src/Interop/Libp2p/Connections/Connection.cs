using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Identify;
using Consensoor.Interop.Libp2p.Multiaddrs;
using Consensoor.Interop.Libp2p.Multistream;
using Consensoor.Interop.Libp2p.Muxing;
using Consensoor.Interop.Libp2p.Noise;
using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.Libp2p.Wire;

namespace Consensoor.Interop.Libp2p.Connections;

/// <summary>
/// One side of a connection over an ordered link, from its first byte: multistream-select, the handshake, multistream-select, the muxer,
/// and sessions on its streams. Bytes of the link and the time in; bytes, events and the next wake-up out. Used by one thread at a time.
/// </summary>
public sealed partial class Connection : IDisposable
{
    private readonly ConnectionSettings _settings;
    private readonly ConnectionProtocols _protocols;
    private readonly Action<Memory<byte>> _random;
    private readonly PeerId? _expected;
    private readonly SecuredLink? _secured;
    private readonly ByteQueue _wire = new();
    private readonly ByteQueue _plain = new();
    private readonly ByteQueue _agreement = new();
    private readonly ByteQueue _output = new();
    private readonly Queue<ConnectionEvent> _events = new();
    private INegotiation _negotiation;
    private ISecurityMachine? _security;
    private IMuxer? _muxer;
    private bool _wasHeld;
    private FairDeadline _deadline;

    /// <summary>
    /// A connection with whoever is at an address. The side that connected may know whom it expects. <paramref name="random"/> fills memory
    /// with secret bytes. Over a link that is secured and divided below (<paramref name="secured"/>) it begins behind the handshake.
    /// </summary>
    public Connection(
        bool isDialer,
        Multiaddr remote,
        PeerId? expected,
        ConnectionProtocols protocols,
        ConnectionSettings settings,
        Action<Memory<byte>> random,
        DateTimeOffset now,
        SecuredLink? secured = null)
    {
        (IsDialer, Remote, _expected, _protocols, _settings, _random) = (isDialer, remote, expected, protocols, settings, random);
        _deadline.Begin(now, settings.AgreementTimeout);
        _sessions = Sessions();
        if (secured is not null)
        {
            (_secured, _security, _negotiation) = (secured, new LinkSecurity(), new MultistreamListener([]));
            BeginSecured(secured.Peer, now);
            return;
        }

        string[] ways = [.. protocols.Security.Select(static way => way.Id)];
        _negotiation = isDialer ? new MultistreamDialer(ways, _output) : new MultistreamListener(ways);
    }

    /// <summary>The number its host gives it, by which sessions name it.</summary>
    public long Number { get; init; }

    /// <summary>Whether this side connected.</summary>
    public bool IsDialer { get; }

    /// <summary>The address of the other side.</summary>
    public Multiaddr Remote { get; }

    /// <summary>How far it is.</summary>
    public ConnectionPhase Phase { get; private set; }

    /// <summary>The peer, once it proved to be it.</summary>
    public PeerId? Peer { get; private set; }

    /// <summary>What the peer last said of itself.</summary>
    public IdentifyInfo? Info { get; private set; }

    /// <summary>Why it is over; null while it is not.</summary>
    public ConnectionClose? Close { get; private set; }

    /// <summary>
    /// Bytes for the link. They are sealed when somebody asks, so that what small frames came together by then shares a seal. Whoever takes
    /// some calls <see cref="Drained"/>.
    /// </summary>
    public ByteQueue Output
    {
        get
        {
            Seal();
            return _output;
        }
    }

    /// <summary>Whether there are bytes for the link; nothing is sealed for the answer.</summary>
    public bool HasOutput => _output.Count > 0 || _agreement.Count > 0 || _muxer?.Output.Count > 0;

    /// <summary>Whether a session that does not read holds the link up: nothing more is to be read of it.</summary>
    public bool IsHeld => Phase == ConnectionPhase.Open && _muxer!.IsHeld;

    /// <summary>The last round trip that muxer or ping measured.</summary>
    public TimeSpan? RoundTrip => _muxer?.RoundTrip ?? _pingRoundTrip;

    /// <summary>When <see cref="Wake"/> is to be called; null where never.</summary>
    public DateTimeOffset? WakeUp
    {
        get
        {
            var first = _deadline.At;
            if (Phase == ConnectionPhase.Open)
            {
                first = Earlier(Earlier(first, _muxer!.WakeUp), _nextPing);
                foreach (var stream in _streams.Values)
                {
                    first = Earlier(first, stream.WakeUp);
                }
            }

            return Phase == ConnectionPhase.Closed ? null : first;
        }
    }

    /// <summary>Takes bytes of the link.</summary>
    public void Receive(ReadOnlySpan<byte> bytes, DateTimeOffset now)
    {
        if (Phase != ConnectionPhase.Closed)
        {
            _wire.Write(bytes);
            Advance(now);
        }
    }

    /// <summary>Hears that the link is over.</summary>
    public void LinkEnded(CloseReason reason, DateTimeOffset now) => End(new ConnectionClose(reason), now);

    /// <summary>Goes on where the output held things up.</summary>
    public void Drained(DateTimeOffset now)
    {
        Seal();
        HandleMuxerEvents(now);
        Flush();
    }

    /// <summary>Takes what a session held up that reads again; false where nothing is to be taken.</summary>
    public bool Resume(DateTimeOffset now)
    {
        if (!_wasHeld || IsHeld)
        {
            return false;
        }

        _wasHeld = false;
        Advance(now);
        return true;
    }

    /// <summary>Does what is due.</summary>
    public void Wake(DateTimeOffset now)
    {
        if (_deadline.IsOver(now))
        {
            End(
                new ConnectionClose(Phase switch
                {
                    ConnectionPhase.AgreeingSecurity => CloseReason.SecurityAgreementTimeout,
                    ConnectionPhase.Securing => CloseReason.HandshakeTimeout,
                    _ => CloseReason.MuxerAgreementTimeout,
                }),
                now);
        }
        else if (Phase == ConnectionPhase.Open)
        {
            _muxer!.Wake(now);
            WakeStreams(now);
            Advance(now);
        }
    }

    /// <summary>Takes the next event; false where there is none.</summary>
    public bool TryNextEvent(out ConnectionEvent next) => _events.TryDequeue(out next!);

    /// <summary>Ends the connection; the other side is told where it can be.</summary>
    public void Shut(CloseReason reason, DateTimeOffset now)
    {
        if (Phase == ConnectionPhase.Open)
        {
            _muxer!.GoAway(0);
        }

        End(new ConnectionClose(reason), now);
    }

    /// <summary>Gives the memory back and wipes keys.</summary>
    public void Dispose()
    {
        _output.Dispose();
        Release();
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null || other < one ? other : one;

    private void Advance(DateTimeOffset now)
    {
        var before = Phase;
        do
        {
            before = Phase;
            switch (Phase)
            {
                case ConnectionPhase.AgreeingSecurity:
                    AgreeSecurity(now);
                    break;
                case ConnectionPhase.Securing:
                    Secure(now);
                    break;
                case ConnectionPhase.AgreeingMuxer:
                    AgreeMuxer(now);
                    break;
                case ConnectionPhase.Open:
                    Take(now);
                    break;
            }
        }
        while (Phase != before);
        Flush();
        if (_security?.State == SecurityState.Failed)
        {
            End(new ConnectionClose(CloseReason.SecurityFailed, Security: _security.Failure), now);
        }
    }

    // As much as fills a seal is sealed at once, so that streams with more go on.
    private void Flush()
    {
        if (_muxer?.Output.Count >= _settings.SealTogether)
        {
            Seal();
        }
    }

    private void Seal()
    {
        if (_security?.State != SecurityState.Secured)
        {
            return;
        }

        _security.Seal(_agreement, _output);
        while (_muxer is not null && _muxer.Output.Count > 0 && _output.Count < _settings.OutputLimit
            && _security.Seal(_muxer.Output, _output) == SecurityState.Secured)
        {
            _muxer.Pump();
        }
    }

    private void Enter(ConnectionPhase phase, TimeSpan? time, DateTimeOffset now)
    {
        Phase = phase;
        _deadline.Stop();
        if (time is { } until)
        {
            _deadline.Begin(now, until);
        }
    }

    private void End(ConnectionClose close, DateTimeOffset now)
    {
        if (Phase == ConnectionPhase.Closed)
        {
            return;
        }

        // What was written before is still sent.
        Seal();
        Enter(ConnectionPhase.Closed, null, now);
        Close = close;
        EndStreams(now);
        _events.Enqueue(new ConnectionEvent.Closed(close));
        Release();
    }

    private void Release()
    {
        _wire.Dispose();
        _plain.Dispose();
        _agreement.Dispose();
        _muxer?.Dispose();
        _security?.Dispose();
    }
}
