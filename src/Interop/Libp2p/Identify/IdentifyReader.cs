using Consensoor.Interop.Libp2p.Connections;
using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.Libp2p.Wire;

namespace Consensoor.Interop.Libp2p.Identify;

/// <summary>
/// Reads one message in a frame. A push may leave out what has not changed: that stays. A key that is not the one of the handshake makes
/// the message none.
/// </summary>
internal sealed class IdentifyReader : ISessionMachine
{
    private readonly Connection _connection;
    private readonly bool _isAsked;
    private readonly FrameDecoder _frames = new(IdentifyMessage.MaxLength);
    private FairDeadline _deadline;
    private bool _isRead;

    /// <summary>The part that reads what was asked for or pushed, and waits so long for it.</summary>
    public IdentifyReader(Connection connection, bool isAsked, TimeSpan timeout, DateTimeOffset now)
    {
        (_connection, _isAsked) = (connection, isAsked);
        _deadline.Begin(now, timeout);
    }

    /// <inheritdoc />
    public DateTimeOffset? WakeUp => _deadline.At;

    /// <inheritdoc />
    public void Advance(ISessionStream stream, DateTimeOffset now)
    {
        stream.EndOutput();
        if (_deadline.IsOver(now))
        {
            stream.Reset();
            return;
        }

        var bytes = stream.Input;
        var isRefused = false;
        if (!_isRead && _frames.TryRead(ref bytes, out var frame))
        {
            _isRead = Take(stream, frame.Bytes.Span);
            isRefused = !_isRead;
        }

        stream.Consume(stream.Input.Length);
        if (isRefused || _frames.Fault != FrameFault.None || (stream.IsInputEnded && !_isRead))
        {
            stream.Reset();
        }
    }

    /// <inheritdoc />
    public void Closed(ISessionStream stream, StreamEnd end, DateTimeOffset now)
    {
        if (!_isRead && _isAsked)
        {
            _connection.Tell(new ConnectionEvent.NotIdentified(end));
        }
    }

    private bool Take(ISessionStream stream, ReadOnlySpan<byte> message)
    {
        if (IdentifyMessage.TryRead(message) is not { } info || (info.PublicKey is { } key && !stream.Peer.Matches(key)))
        {
            return false;
        }

        if (!_isAsked && _connection.Info is { } before)
        {
            info = info with
            {
                ProtocolVersion = info.ProtocolVersion.Length > 0 ? info.ProtocolVersion : before.ProtocolVersion,
                AgentVersion = info.AgentVersion.Length > 0 ? info.AgentVersion : before.AgentVersion,
                PublicKey = info.PublicKey ?? before.PublicKey,
                ListenAddresses = info.ListenAddresses.Count > 0 ? info.ListenAddresses : before.ListenAddresses,
                ObservedAddress = info.ObservedAddress ?? before.ObservedAddress,
                Protocols = info.Protocols.Count > 0 ? info.Protocols : before.Protocols,
            };
        }

        _connection.Identified(info);
        return true;
    }
}
