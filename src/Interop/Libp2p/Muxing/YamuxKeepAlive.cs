using Consensoor.Interop.Libp2p.Wire;

namespace Consensoor.Interop.Libp2p.Muxing;

/// <summary>Decides when Yamux pings are due, which answer is awaited, and what the round trip is.</summary>
internal sealed class YamuxKeepAlive(MuxerSettings settings, DateTimeOffset begin)
{
    // The first ping goes soon, for the round trip that windows grow by.
    private DateTimeOffset _next = begin + (settings.KeepAlive / 30);
    private DateTimeOffset? _sent;
    private FairDeadline _answer;
    private uint _value;

    /// <summary>The last round trip that was measured.</summary>
    public TimeSpan? RoundTrip { get; private set; }

    /// <summary>When something is due.</summary>
    public DateTimeOffset WakeUp => _answer.At ?? _next;

    /// <summary>Whether an answer has taken too long.</summary>
    public bool IsLate(DateTimeOffset now) => _answer.IsOver(now);

    /// <summary>The value of a ping that is to be sent now; null where none is.</summary>
    public uint? Due(DateTimeOffset now)
    {
        if (_sent is not null || now < _next)
        {
            return null;
        }

        (_sent, _next) = (now, now + settings.KeepAlive);
        _answer.Begin(now, settings.KeepAliveTimeout);
        return ++_value;
    }

    /// <summary>Takes an answer; one that is not awaited says nothing.</summary>
    public void Answered(uint value, DateTimeOffset now)
    {
        if (_sent is { } sent && value == _value)
        {
            (RoundTrip, _sent) = (now - sent, null);
            _answer.Stop();
        }
    }
}
