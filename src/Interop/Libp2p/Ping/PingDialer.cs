using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.Libp2p.Wire;

namespace Consensoor.Interop.Libp2p.Ping;

/// <summary>Sends one ping, awaits the same bytes, and ends the stream.</summary>
internal sealed class PingDialer : ISessionMachine
{
    private readonly Connection _connection;
    private readonly byte[] _payload;
    private readonly DateTimeOffset _sentAt;
    private FairDeadline _deadline;
    private bool _isSent;
    private bool _isAnswered;

    /// <summary>The part that sends these bytes, and waits so long for them.</summary>
    public PingDialer(Connection connection, byte[] payload, TimeSpan timeout, DateTimeOffset now)
    {
        (_connection, _payload, _sentAt) = (connection, payload, now);
        _deadline.Begin(now, timeout);
    }

    /// <inheritdoc />
    public DateTimeOffset? WakeUp => _deadline.At;

    /// <inheritdoc />
    public void Advance(ISessionStream stream, DateTimeOffset now)
    {
        if (!_isSent)
        {
            _isSent = true;
            stream.Write(_payload);
        }

        if (_isAnswered)
        {
            stream.Consume(stream.Input.Length);
        }
        else if (stream.Input.Length >= _payload.Length)
        {
            _isAnswered = stream.Input[.._payload.Length].SequenceEqual(_payload);
            stream.Consume(stream.Input.Length);
            if (_isAnswered)
            {
                _connection.Ponged(now - _sentAt);
                stream.EndOutput();
            }
            else
            {
                stream.Reset();
            }
        }

        if (_deadline.IsOver(now) || (stream.IsInputEnded && !_isAnswered))
        {
            stream.Reset();
        }
    }

    /// <inheritdoc />
    public void Closed(ISessionStream stream, StreamEnd end, DateTimeOffset now)
    {
        if (!_isAnswered)
        {
            _connection.NotPonged(end);
        }
    }
}
