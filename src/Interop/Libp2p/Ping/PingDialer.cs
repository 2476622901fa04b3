using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Protocols;

namespace Consensoor.Interop.Libp2p.Ping;

/// <summary>Sends one ping, awaits the same bytes, and ends the stream.</summary>
internal sealed class PingDialer(Connection connection, byte[] payload, DateTimeOffset sentAt, DateTimeOffset deadline) : ISessionMachine
{
    private bool _isSent;
    private bool _isAnswered;

    /// <inheritdoc />
    public DateTimeOffset? WakeUp => deadline;

    /// <inheritdoc />
    public void Advance(ISessionStream stream, DateTimeOffset now)
    {
        if (!_isSent)
        {
            _isSent = true;
            stream.Write(payload);
        }

        if (_isAnswered)
        {
            stream.Consume(stream.Input.Length);
        }
        else if (stream.Input.Length >= payload.Length)
        {
            _isAnswered = stream.Input[..payload.Length].SequenceEqual(payload);
            stream.Consume(stream.Input.Length);
            if (_isAnswered)
            {
                connection.Ponged(now - sentAt);
                stream.EndOutput();
            }
            else
            {
                stream.Reset();
            }
        }

        if (now >= deadline || (stream.IsInputEnded && !_isAnswered))
        {
            stream.Reset();
        }
    }

    /// <inheritdoc />
    public void Closed(ISessionStream stream, StreamEnd end, DateTimeOffset now)
    {
        if (!_isAnswered)
        {
            connection.NotPonged(end);
        }
    }
}
