using Consensoor.Interop.Libp2p.Identify;
using Consensoor.Interop.Libp2p.Muxing;
using Consensoor.Interop.Libp2p.Ping;
using Consensoor.Interop.Libp2p.Protocols;

namespace Consensoor.Interop.Libp2p.Connections;

/// <content>Streams and their sessions.</content>
public sealed partial class Connection
{
    private readonly Dictionary<long, SessionStream> _streams = [];
    private readonly Dictionary<string, ISessionProtocol> _sessions;
    private long _nextStream = 1;
    private TimeSpan? _pingRoundTrip;
    private DateTimeOffset? _nextPing;
    private bool _isSilent;
    // Whether the link was held up since the last ping, whose answer may wait behind what no session takes.
    private bool _wasHeldSincePing;

    /// <summary>Streams that are open.</summary>
    public int Streams => _streams.Count;

    /// <summary>
    /// Opens a stream for the first of the protocols that the other side speaks, and gives its number; null where there can be no more
    /// streams, or the connection is not open. For one protocol the session is made at once, for several when one is agreed on; without
    /// agreement the session hears it, or <see cref="ConnectionEvent.StreamFailed"/> says it.
    /// </summary>
    public long? Open(IReadOnlyList<ISessionProtocol> protocols, DateTimeOffset now)
    {
        if (Phase != ConnectionPhase.Open || _muxer!.Open() is not { } muxed)
        {
            return null;
        }

        var stream = new SessionStream(
            _nextStream++,
            Number,
            Peer!,
            muxed,
            protocols.ToDictionary(static protocol => protocol.Id),
            [.. protocols.Select(static protocol => protocol.Id)],
            _settings.StreamAgreementTimeout,
            _settings.StreamRestTimeout,
            now);
        _streams.Add(stream.Id, stream);
        stream.DialAtOnce(now);
        Flush();
        return stream.Id;
    }

    /// <summary>Lets the session of a stream go on, since its owner has something for it; nothing where the stream is gone.</summary>
    public void AdvanceStream(long id, DateTimeOffset now)
    {
        if (_streams.TryGetValue(id, out var stream))
        {
            stream.Advance(now);
            Advance(now);
        }
    }

    /// <summary>Tells the other side anew what this one is; false where there can be no stream.</summary>
    public bool PushIdentify(DateTimeOffset now) => Open([new IdentifyPushProtocol(this, _settings.ExchangeTimeout)], now) is not null;

    /// <summary>Sends a ping, whose answer is an event; false where there can be no stream.</summary>
    public bool Ping(DateTimeOffset now) => Open([new PingProtocol(this, _random, _settings.ExchangeTimeout)], now) is not null;

    internal IdentifyInfo OwnInfo() => _protocols.Identify.Describe(Remote, [.. _sessions.Keys]);

    internal void Identified(IdentifyInfo info)
    {
        Info = info;
        _events.Enqueue(new ConnectionEvent.Identified(info));
    }

    internal void Tell(ConnectionEvent happened) => _events.Enqueue(happened);

    internal void Ponged(TimeSpan roundTrip)
    {
        _pingRoundTrip = roundTrip;
        _events.Enqueue(new ConnectionEvent.Ponged(roundTrip));
    }

    // A host that does not speak ping is left alone; one that does and no longer answers is gone, unless nobody has read its answer.
    internal void NotPonged(StreamEnd end)
    {
        _events.Enqueue(new ConnectionEvent.NotPonged(end));
        if (_nextPing is not null)
        {
            _nextPing = end == StreamEnd.Refused ? null : _nextPing;
            _isSilent = end is StreamEnd.ResetHere or StreamEnd.NotNegotiated && !_wasHeldSincePing;
        }
    }

    private Dictionary<string, ISessionProtocol> Sessions()
    {
        ISessionProtocol[] own =
        [
            new IdentifyProtocol(this, _settings.ExchangeTimeout),
            new IdentifyPushProtocol(this, _settings.ExchangeTimeout),
            new PingProtocol(this, _random, _settings.ExchangeTimeout),
        ];
        return own.Concat(_protocols.Sessions).ToDictionary(static protocol => protocol.Id);
    }

    private void Begin(DateTimeOffset now)
    {
        Open([_sessions[IdentifyProtocol.Name]], now);
        // Where the muxer has no pings of its own, the connection's tell whether the other side is there.
        _nextPing = _muxer!.WakeUp is null ? now + _settings.Muxer.KeepAlive : null;
    }

    private void HandleMuxerEvents(DateTimeOffset now)
    {
        while (_muxer is not null && _muxer.TryNextEvent(out var happened))
        {
            if (happened.Kind == MuxerEventKind.Opened && happened.Stream.End is null)
            {
                var opened = new SessionStream(
                    _nextStream++,
                    Number,
                    Peer!,
                    happened.Stream,
                    _sessions,
                    null,
                    _settings.StreamAgreementTimeout,
                    _settings.StreamRestTimeout,
                    now);
                _streams.Add(opened.Id, opened);
            }
            else if (happened.Stream.Tag is not SessionStream stream)
            {
                continue;
            }
            else if (happened.Kind == MuxerEventKind.Ended)
            {
                _streams.Remove(stream.Id);
                if (!stream.Ended(now) && !stream.IsInbound)
                {
                    _events.Enqueue(new ConnectionEvent.StreamFailed(stream.Id, happened.Stream.End!.Value));
                }
            }
            else
            {
                stream.Advance(now);
            }
        }
    }

    private void WakeStreams(DateTimeOffset now)
    {
        foreach (var stream in _streams.Values.Where(stream => stream.WakeUp <= now).ToArray())
        {
            stream.Wake(now);
        }

        if (_nextPing <= now)
        {
            _nextPing = now + _settings.Muxer.KeepAlive;
            _wasHeldSincePing = IsHeld;
            Ping(now);
        }
    }

    private void EndStreams(DateTimeOffset now)
    {
        _muxer?.Dispose();
        HandleMuxerEvents(now);
        _streams.Clear();
    }
}
