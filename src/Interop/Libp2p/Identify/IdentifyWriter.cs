using Consensoor.Interop.Libp2p.Protocols;
using Consensoor.Interop.Libp2p.Wire;

namespace Consensoor.Interop.Libp2p.Identify;

/// <summary>Sends one message in a frame, and ends the stream.</summary>
internal sealed class IdentifyWriter : ISessionMachine
{
    private readonly ByteQueue _message = new();
    private FairDeadline _deadline;

    /// <summary>The part that sends a description, within a time.</summary>
    public IdentifyWriter(IdentifyInfo info, TimeSpan timeout, DateTimeOffset now)
    {
        FrameDecoder.Write(_message, IdentifyMessage.Write(info));
        _deadline.Begin(now, timeout);
    }

    /// <inheritdoc />
    public DateTimeOffset? WakeUp => _deadline.At;

    /// <inheritdoc />
    public void Advance(ISessionStream stream, DateTimeOffset now)
    {
        // The half of the other side is empty; it is read over, so that the stream can end.
        stream.Consume(stream.Input.Length);
        if (_deadline.IsOver(now))
        {
            stream.Reset();
        }
        else if (_message.Count > 0)
        {
            _message.Consume(stream.Write(_message.Span));
        }

        if (_message.Count == 0)
        {
            stream.EndOutput();
        }
    }

    /// <inheritdoc />
    public void Closed(ISessionStream stream, StreamEnd end, DateTimeOffset now) => _message.Dispose();
}
